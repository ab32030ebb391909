"""What the floor's facts mean: every figure of the metric definitions, as of any instant.

Imports reading and the floor.
"""
