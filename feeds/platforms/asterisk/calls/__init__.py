"""Calls of an Asterisk and the packets that change them. Imports members and ami."""
