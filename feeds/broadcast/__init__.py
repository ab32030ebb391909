"""The source's half of the protocol: one broadcast, a session and a scope for each console.

Imports protocol and recordings.
"""
