"""Agent metrics: occupancy, handling, adherence and outcomes, per agent, team and floor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import isnan

import numpy as np

from console.floor.ledgers.codes import Ints
from console.floor.ledgers.timeline import ADJUSTED, CONTACT, IN, LEGS, NOT_READY, READY, WRAP
from console.metrics.outcomes import Outcomes, outcomes
from console.metrics.reading.reading import Floats, Reading
from console.metrics.service_level import ratio


@dataclass(slots=True)
class AgentFigures:
    """The metrics of several agents or teams, or of the floor: one entry per scope, NaN for none.

    Outcomes are computed on first access, since readings of every second do not need them.
    """

    occupancy: Floats
    utilisation: Floats
    concurrency: Floats
    handled: Ints
    handle_time: Floats
    talk: Floats
    hold: Floats
    wrap_up: Floats
    transfer_rate: Floats
    missed_rate: Floats
    adherence: Floats
    adherence_adjusted: Floats
    conformance: Floats
    outcomes_when_asked: Callable[[], Outcomes]

    @property
    def outcomes(self) -> Outcomes:
        return self.outcomes_when_asked()

    def share(self, name: str, index: int) -> float | None:
        """The share *name* of one scope, or None."""
        value = float(getattr(self, name)[index])
        return None if isnan(value) else value


@dataclass(slots=True)
class Tally:
    """Sums of tenures, one entry per tenure. Times in ms."""

    times: Floats
    scheduled: Ints
    scheduled_on_queue: Ints
    handled: Ints
    talk: Floats
    hold: Floats
    wrap: Floats
    transferred: Floats
    offered: Ints
    missed: Ints


def tally(reading: Reading) -> Tally:
    """The sums of each tenure in the window."""
    size = len(reading.tenure_agent)
    legs, offers = reading.legs, reading.offers
    tenure = legs["tenure"]
    scheduled, on_queue = reading.scheduled
    missed = offers["missed"] == 1
    return Tally(
        times=reading.times,
        scheduled=scheduled,
        scheduled_on_queue=on_queue,
        handled=np.bincount(tenure, minlength=size),
        talk=_sum(tenure, legs["talk"], size),
        hold=_sum(tenure, legs["hold"], size),
        wrap=_sum(tenure, legs["wrap"], size),
        transferred=_sum(tenure, legs["transferred"], size),
        offered=np.bincount(offers["tenure"][~missed], minlength=size),
        missed=np.bincount(offers["tenure"][missed], minlength=size),
    )


def _sum(group: Ints, amounts: Ints | Floats, size: int) -> Floats:
    return np.bincount(group, amounts, size).astype(np.float64, copy=False)


def _conformance(fitting: Floats, on_queue: Floats, unit: Ints, group: Ints, size: int) -> Floats:
    """Fitting ÷ scheduled on_queue time per group, over units (agents, tenures) that have any."""
    units = int(unit.max(initial=-1)) + 1
    asked = np.bincount(unit, on_queue, units)
    has_any = asked[unit] > 0
    return ratio(
        np.bincount(group[has_any], fitting[has_any], size),
        np.bincount(group[has_any], on_queue[has_any], size),
    )


def agent_figures(reading: Reading) -> tuple[AgentFigures, AgentFigures, AgentFigures]:
    """The metrics of each agent, each team, and the floor, by number."""
    found = tally(reading)
    agents, teams = reading.tenure_agent, reading.tenure_team
    everyone = np.arange(len(agents))
    in_team = np.flatnonzero(teams >= 0)
    team_count = len(reading.floor.roster.teams)
    # An agent with two tenures in a team counts once.
    pair = agents * max(team_count, 1) + np.maximum(teams, 0)
    return (
        _figures(reading, found, everyone, agents, agents, len(reading.floor.roster.by_index)),
        _figures(reading, found, in_team, teams[in_team], pair[in_team], team_count),
        _figures(reading, found, everyone, np.zeros_like(agents), agents, 1, everyone=True),
    )


def _figures(
    reading: Reading,
    found: Tally,
    chosen: Ints,
    group: Ints,
    unit: Ints,
    size: int,
    everyone: bool = False,
) -> AgentFigures:
    def of(column: Ints | Floats) -> Floats:
        return _sum(group, column[chosen], size)

    contact, wrap, ready, not_ready, legs, inside, adjusted = (
        of(found.times[index]) for index in (CONTACT, WRAP, READY, NOT_READY, LEGS, IN, ADJUSTED)
    )
    handling = contact + wrap
    handled, scheduled = of(found.handled), of(found.scheduled)
    talk, hold, wrapped = of(found.talk), of(found.hold), of(found.wrap)
    fitting = (found.times[CONTACT] + found.times[WRAP] + found.times[READY])[chosen]
    on_queue = found.scheduled_on_queue[chosen].astype(np.float64)
    return AgentFigures(
        occupancy=ratio(handling, handling + ready),
        utilisation=ratio(handling, handling + ready + not_ready),
        concurrency=np.where(legs > 0, ratio(legs, contact), np.nan),
        handled=handled.astype(np.int64),
        handle_time=ratio(talk + hold + wrapped, handled) / 1000,
        talk=ratio(talk, handled) / 1000,
        hold=ratio(hold, handled) / 1000,
        wrap_up=ratio(wrapped, handled) / 1000,
        transfer_rate=ratio(of(found.transferred), handled),
        missed_rate=ratio(of(found.missed), of(found.offered)),
        adherence=ratio(inside, scheduled),
        adherence_adjusted=ratio(adjusted, scheduled),
        conformance=_conformance(fitting, on_queue, unit, group, size),
        outcomes_when_asked=cache(lambda: outcomes(reading, chosen, group, size, everyone)),
    )
