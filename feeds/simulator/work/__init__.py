"""The imaginary floor at work: contacts, agents, and the events they make. Imports site."""
