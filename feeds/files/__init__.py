"""Safe reading and writing of files: TOML, CSV, compressed, private.

Imports only the modules of feeds itself.
"""
