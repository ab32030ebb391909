"""The simulated floor at work: contacts, agents, and their events. Imports site."""
