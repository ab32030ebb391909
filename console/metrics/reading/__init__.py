"""Readings of the floor at an instant over a window, shared by every metric. Imports only the floor."""
