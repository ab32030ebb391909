"""What is true on the floor, and what it means.

Its folders import those listed before them: floor, metrics, flags, views, settings, desk, sources,
diagnostics, window, commands; from outside, feeds and widgets.
"""
