"""The figures of agents, teams and the floor as its agents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from tests.oracle.contacts import Leg
from tests.oracle.floor import Floor
from tests.oracle.presence import HANDLING, ON_QUEUE, READY, legs_at, since, state_at, team_of, turns
from tests.oracle.reading import DAY, millis
from tests.oracle.schedules import cause, excepted, fits, schedule_edges, scheduled_at, worked_over
from tests.oracle.windows import Figures, Window, handled_figures, mean, mean_seconds, ratio


@dataclass(frozen=True)
class Piece:
    """A stretch of an agent's time in which nothing changes."""

    agent: str
    team: str | None
    length: int
    state: str
    active_legs: int
    activity: str | None
    fitting: bool
    excused: bool


def piece_of(floor: Floor, agent: str, start: int, end: int) -> Piece:
    """What holds from one instant to the next at which anything may change."""
    scheduled = floor.first is not None and start >= floor.first
    activity = scheduled_at(floor, agent, start) if scheduled else None
    fitting = activity is not None and fits(floor, agent, start, activity)
    over = activity is not None and worked_over(floor, agent, start, activity)
    active = legs_at(floor, agent, start, "talking") + legs_at(floor, agent, start, "held")
    return Piece(
        agent=agent,
        team=team_of(floor, agent, start),
        length=end - start,
        state=state_at(floor, agent, start)[0],
        active_legs=len(active),
        activity=activity,
        fitting=fitting,
        excused=over or excepted(floor, agent, start),
    )


def pieces_of(floor: Floor, window: Window, agent: str) -> list[Piece]:
    """An agent's time in the window, cut wherever anything may change."""
    cuts = {window.begin, window.now, *turns(floor, agent), *schedule_edges(floor, agent)}
    cuts |= {millis(e[edge]) for e in floor.exceptions.get(agent, []) for edge in ("start", "end")}
    cuts |= {at for at, _ in floor.agents[agent] + floor.site}
    if floor.first is not None:
        cuts.add(floor.first)
    inside = sorted(cut for cut in cuts if window.begin <= cut <= window.now)
    return [piece_of(floor, agent, a, b) for a, b in pairwise(inside)]


@dataclass(frozen=True)
class AgentScope:
    """An agent, a team or the floor: the time, and the test of what else is its own."""

    pieces: list[Piece]
    owns: Callable[[str | None, int], bool]


def total(pieces: list[Piece], *states: str) -> int:
    """The time spent in some states."""
    return sum(piece.length for piece in pieces if piece.state in states)


def conformance(pieces: list[Piece]) -> float | None:
    """Time on queue for time scheduled on queue, of those who had any."""
    worked = scheduled = 0
    for agent in {piece.agent for piece in pieces}:
        own = [piece for piece in pieces if piece.agent == agent]
        planned = sum(piece.length for piece in own if piece.activity == "on_queue")
        if planned:
            worked += total(own, *ON_QUEUE)
            scheduled += planned
    return ratio(worked, scheduled)


def time_figures(pieces: list[Piece]) -> Figures:
    """What comes of how agents spent their time."""
    handling, ready = total(pieces, *HANDLING), total(pieces, *READY)
    logged_in = sum(piece.length for piece in pieces if piece.state != "offline")
    leg_time = sum(piece.length * piece.active_legs for piece in pieces)
    planned = [piece for piece in pieces if piece.activity is not None]
    scheduled = sum(piece.length for piece in planned)
    fitting = sum(piece.length for piece in planned if piece.fitting)
    adjusted = sum(piece.length for piece in planned if piece.fitting or piece.excused)
    return {
        "occupancy": ratio(handling, handling + ready),
        "utilisation": ratio(handling, logged_in),
        "concurrency": ratio(leg_time, total(pieces, "on_contact", "hold")) if leg_time else None,
        "adherence": ratio(fitting, scheduled),
        "adherence_adjusted": ratio(adjusted, scheduled),
        "conformance": conformance(pieces),
    }


def leg_figures(floor: Floor, window: Window, scope: AgentScope) -> Figures:
    """What comes of the legs that completed, and of the offers."""
    legs = []
    for leg in floor.legs:
        completed = leg.completed
        if completed is not None and window.holds(completed) and scope.owns(leg.agent, completed):
            legs.append(leg)
    offers = [1 for at, agent in floor.offers if window.holds(at) and scope.owns(agent, at)]
    misses = [1 for at, agent in floor.misses if window.holds(at) and scope.owns(agent, at)]
    return {
        **handled_figures(legs),
        "average_talk_seconds": mean_seconds(leg.spent("talking") for leg in legs),
        "average_hold_seconds": mean_seconds(leg.spent("held") for leg in legs),
        "average_wrap_up_seconds": mean_seconds(leg.spent("wrapping") for leg in legs),
        "transfer_rate": ratio(len([1 for leg in legs if leg.transferred]), len(legs)),
        "missed_rate": ratio(len(misses), len(offers)),
    }


def survey_figures(floor: Floor, window: Window, scope: AgentScope) -> Figures:
    """What customers answered."""
    surveys = [s.event for s in floor.surveys if window.holds(s.at) and scope.owns(s.agent, s.at)]
    csat = [event["csat"] for event in surveys if event.get("csat") is not None]
    nps = [event["nps"] for event in surveys if event.get("nps") is not None]
    ces = [event["ces"] for event in surveys if event.get("ces") is not None]
    lead = len([1 for n in nps if n >= 9]) - len([1 for n in nps if n <= 6])
    score = ratio(100 * lead, len(nps))
    satisfied = len([1 for n in csat if n >= 4])
    return {
        "csat": {"share": ratio(satisfied, len(csat)), "mean": mean(csat), "n": len(csat)},
        "nps": {"score": score, "n": len(nps)},
        "ces": {"mean": mean(ces), "n": len(ces)},
    }


def queued_again(floor: Floor, customer: str, at: int) -> bool:
    """Whether a customer joined a queue later than at an instant, within a day of it."""
    joins = [join for join in floor.joins if join.customer == customer]
    return any(at < join.at <= at + DAY for join in joins)


def resolution_figures(floor: Floor, window: Window, scope: AgentScope) -> Figures:
    """How many of the contacts that ended were settled at once."""
    verdicts, provisional = [], 0
    for ending in floor.endings:
        # A contact somebody answered has a last answering agent, and no other does.
        if ending.agent is None or not window.holds(ending.at) or not scope.owns(ending.agent, ending.at):
            continue
        customer = ending.customer
        if ending.resolved is not None:
            verdicts.append(ending.resolved)
        elif customer is not None:
            verdicts.append(not queued_again(floor, customer, ending.at))
            provisional += 1
    share = ratio(sum(verdicts), len(verdicts))
    return {"first_contact_resolution": {"share": share, "n": len(verdicts), "provisional": provisional}}


def bot_figures(floor: Floor, window: Window) -> Figures:
    """How many bot sessions needed nobody."""
    sessions = [session for session in floor.sessions if window.holds(session.at)]
    contained = [session for session in sessions if session.event["outcome"] == "contained"]
    content = [session for session in contained if session.event.get("positive") is not False]
    automated = [
        session
        for session in content
        if session.customer is None or not queued_again(floor, session.customer, session.at)
    ]
    return {
        "bot_containment": {"share": ratio(len(contained), len(sessions)), "n": len(sessions)},
        "bot_automation_score": {"share": ratio(len(automated), len(sessions)), "n": len(sessions)},
    }


def customers_of(floor: Floor, leg: Leg) -> set[str]:
    """The customer a leg served: known when it completed, or else named since by a stay that was opened."""
    if leg.customer is not None:
        return {leg.customer}
    return {join.customer for join in floor.contacts[leg.contact].joins}


def churn_figures(floor: Floor, window: Window) -> Figures:
    """How many customers left, of those served."""
    served = {name for leg in floor.legs if window.holds(leg.completed) for name in customers_of(floor, leg)}
    churned = {customer for at, customer in floor.churned if window.holds(at)}
    share = ratio(len(churned), len(served)) if floor.churned else None
    return {"churn_rate": {"share": share, "n": len(served)}}


def agent_figures(floor: Floor, window: Window, scope: AgentScope) -> Figures:
    """All the figures of an agent, a team or the floor's agents; the bots are the floor's alone."""
    return {
        **time_figures(scope.pieces),
        **leg_figures(floor, window, scope),
        **survey_figures(floor, window, scope),
        **resolution_figures(floor, window, scope),
        "bot_containment": {"share": None, "n": 0},
        "bot_automation_score": {"share": None, "n": 0},
        "churn_rate": {"share": None, "n": 0},
    }


def present_figures(floor: Floor, agent: str) -> Figures:
    """What an agent does now."""
    state, reason = state_at(floor, agent, floor.now)
    begun = floor.first is not None and floor.now >= floor.first
    activity = scheduled_at(floor, agent, floor.now) if begun else None
    adherence, why = "unscheduled", None
    if activity is not None:
        adherence = "in" if fits(floor, agent, floor.now, activity) else "out"
        why = None if adherence == "in" else cause(floor, agent, floor.now, activity)
    return {
        "state": state,
        "reason": reason,
        "since": since(floor, agent),
        "adherence_now": adherence,
        "adherence_cause": why,
    }
