"""Flags as text and as cards of the attention column. Imports the shared modules of views, and flags."""
