"""Accounts of figures, down to their contacts. Imports metrics and reading."""
