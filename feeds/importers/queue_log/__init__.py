"""Asterisk's queue_log. Imports the shared modules of importers, and the agent names of platforms."""
