"""Importers: other people's files to events of the protocol, one module a format, each streaming."""
