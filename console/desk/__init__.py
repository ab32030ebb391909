"""What a window works on: one floor, the playhead, and the flags' marks.

Imports views and what they import.
"""
