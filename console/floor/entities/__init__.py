"""Agents, contacts, queues and the site, as changed by events. Imports ledgers."""
