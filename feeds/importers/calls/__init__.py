"""Files with one row per call. Imports the shared modules of importers."""
