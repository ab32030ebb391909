"""The outside comes in: bytes become events.

Imports neither console nor widgets; its folders import those listed before them: files, protocol,
recordings, broadcast, transport, platforms, importers, simulator.
"""
