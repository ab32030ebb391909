"""Members and queues of an Asterisk, and which agent a member is. Imports ami."""
