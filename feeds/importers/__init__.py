"""Other systems' files as events, one folder a format, each streaming; the modules here are shared by them.

Imports files, protocol, and the agent names of platforms.
"""
