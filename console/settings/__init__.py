"""The user's own files: settings, rules and layouts. Imports flags and views."""
