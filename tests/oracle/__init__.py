"""A slow, plain second reading of the contracts, written from their text, to hold the program against.

The way through it: `reading` takes a log apart into arrivals, `lateness` says of each when it takes effect,
`contacts` folds one contact from its own events, `floor` puts all that happened into bare lists, and the
rest ask every figure of those lists from scratch. Nothing is kept running, nothing is clever.
"""
