"""Readings of the floor at an instant, over a window, which every metric shares. Imports only the floor."""
