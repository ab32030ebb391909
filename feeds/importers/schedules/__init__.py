"""Files of planned activities. Imports the shared modules of importers."""
