"""Feeds: external bytes become events.

Imports neither console nor widgets. Each folder imports only those listed before it: files, protocol,
recordings, broadcast, transport, platforms, importers, simulator.
"""
