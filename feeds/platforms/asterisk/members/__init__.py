"""Members and queues of an Asterisk, and the agent of each member. Imports ami."""
