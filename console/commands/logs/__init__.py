"""Commands that read or write recordings. Imports options."""
