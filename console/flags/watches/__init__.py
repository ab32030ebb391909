"""Watches: the spans in which the condition of a rule holds. Imports rules, the metrics and the floor."""
