"""The manager interface (AMI): the connection to an Asterisk, and its packets.

Imports no other folder of asterisk.
"""
