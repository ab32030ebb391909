"""Recordings: read, written, resumed and played. Imports protocol and files."""
