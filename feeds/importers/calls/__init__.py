"""Files with a row for each call. Imports the shared modules of importers."""
