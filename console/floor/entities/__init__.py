"""Agents, contacts, queues and the site, as events change them. Imports ledgers."""
