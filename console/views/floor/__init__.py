"""The rows of the floor page. Imports the shared modules of views, flags, metrics and the floor."""
