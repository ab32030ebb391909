"""Recordings: reading, writing, resuming and replaying. Imports protocol and files."""
