"""The state of the floor at any instant of the horizon: the fold of all events.

Imports its folders entities and ledgers.
"""
