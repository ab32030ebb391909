"""Agents required for a load, for staffing and forecasts, after Erlang (1917).

Loads are in erlangs: contacts per hour × handling hours.
"""

from __future__ import annotations

from math import ceil, exp


def waiting_chance(agents: int, load: float) -> float:
    """The probability that a contact finds all *agents* busy under *load*: Erlang C.

    >>> round(waiting_chance(2, 1.0), 3), waiting_chance(1, 2.0)
    (0.333, 1.0)
    """
    if load >= agents:
        return 1.0
    blocked = 1.0
    for number in range(1, agents + 1):
        blocked = load * blocked / (number + load * blocked)
    return agents * blocked / (agents - load * (1.0 - blocked))


def in_time(agents: int, load: float, handling: float, threshold: float) -> float:
    """The share of contacts answered within *threshold* when each takes *handling* (both in seconds)."""
    if load >= agents:
        return 0.0
    return 1.0 - waiting_chance(agents, load) * exp(-(agents - load) * threshold / handling)


def required(load: float, handling: float, threshold: float, target: float) -> int:
    """The fewest agents that answer the share *target* of *load* within *threshold*.

    >>> required(10.0, 300, 20, 0.8)
    14
    """
    if load <= 0:
        return 0
    agents = max(1, ceil(load))
    while in_time(agents, load, handling, threshold) < min(target, 0.999):
        agents += 1
    return agents


def bearable(agents: float, handling: float, threshold: float, target: float) -> float:
    """The largest share of *agents*' time that can be used while *target* is met.

    >>> bearable(60, 300, 20, 0.8) > bearable(10, 300, 20, 0.8) > bearable(1, 300, 20, 0.8)
    True
    """
    whole = max(1, round(agents))
    low, high = 0.0, 1.0
    for _ in range(20):
        middle = (low + high) / 2
        if in_time(whole, middle * whole, handling, threshold) >= target:
            low = middle
        else:
            high = middle
    return low
