"""Asterisk: translates packets of its manager interface to events.

Imports its folders members, calls and ami, and of feeds what platforms import.
"""
