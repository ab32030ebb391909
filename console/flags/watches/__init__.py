"""Watches: the spans in which the condition of a rule is met. Imports histories, rules, metrics and floor."""
