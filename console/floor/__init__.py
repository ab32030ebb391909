"""What is true now, and was true at any instant of the horizon: the fold of all events.

Imports its folders entities and ledgers.
"""
