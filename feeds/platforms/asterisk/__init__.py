"""Asterisk: the packets of its manager interface in, events out.

Imports its folders members, calls and ami, and of feeds what platforms import.
"""
