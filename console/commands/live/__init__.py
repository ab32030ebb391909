"""Commands that connect to a source or serve one. Imports options and logs."""
