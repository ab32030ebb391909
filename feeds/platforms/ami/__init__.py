"""The manager interface (AMI): the wire to an Asterisk, before any of its words is understood."""
