"""Texts and tables for a terminal. Imports the shared modules of views."""
