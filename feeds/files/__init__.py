"""Files from outside, read and written safely: TOML, CSV, packed, private.

Imports only the modules of feeds itself.
"""
