"""The protocol: bytes to events, and the console's half of a session, without I/O.

Imports only files and the modules of feeds.
"""
