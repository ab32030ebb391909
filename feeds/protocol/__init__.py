"""The protocol: bytes to events, and the console's half of a session, without input or output.

Imports only files and the modules of feeds.
"""
