"""Watches: the spans in which the condition of a rule is met. Imports rules, metrics and the floor."""
