"""Histories: what a rule looks back on, and for how long. Imports rules, metrics and the floor."""
