"""The model of a window: one floor, the playhead and the flag marks.

Imports views and what they import.
"""
