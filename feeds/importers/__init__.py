"""Importers of other systems' files as events, one folder per format, all streaming.

The modules here are shared. Imports files, protocol, and the agent names of platforms.
"""
