"""The source's half of the protocol: one broadcast, with a session and a scope per console.

Imports protocol and recordings.
"""
