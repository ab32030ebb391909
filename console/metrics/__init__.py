"""Metrics: every figure of the metric definitions, as of any instant.

Imports reading and the floor.
"""
