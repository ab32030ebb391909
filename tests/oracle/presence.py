"""What was in force, and who was doing what, at an instant."""

from __future__ import annotations

from tests.oracle.contacts import Entry, Leg
from tests.oracle.floor import Dated, Floor
from tests.oracle.reading import Event

HANDLING = ("on_contact", "hold", "wrap_up")
READY = ("available", "ringing")
ON_QUEUE = HANDLING + READY


def in_force(dated: Dated, instant: int) -> Event | None:
    """The last of these that was said by an instant."""
    known = [event for at, event in dated if at <= instant]
    return known[-1] if known else None


def queue_channel(floor: Floor, queue: str, instant: int) -> str:
    """The channel of a queue."""
    profile = in_force(floor.queues[queue], instant)
    return profile["channel"] if profile else "voice"


def threshold(floor: Floor, queue: str, instant: int) -> float:
    """The seconds within which a queue's contacts should be answered."""
    profile = in_force(floor.queues[queue], instant) or {}
    seconds: float = profile.get("service_level", {}).get("threshold_seconds", 20)
    return seconds


def target(floor: Floor, queue: str, instant: int) -> float:
    """The share of a queue's contacts that should be answered in time."""
    profile = in_force(floor.queues[queue], instant) or {}
    share: float = profile.get("service_level", {}).get("target", 0.8)
    return share


def short_limit(floor: Floor, queue: str, instant: int) -> float:
    """The seconds before which an abandon is a short one."""
    profile = in_force(floor.queues[queue], instant) or {}
    seconds: float = profile.get("short_abandon_seconds", 0)
    return seconds


def entry_channel(floor: Floor, entry: Entry, instant: int) -> str:
    """The channel an entry counts for."""
    return entry.channel or queue_channel(floor, entry.queue, instant)


def team_of(floor: Floor, agent: str | None, instant: int) -> str | None:
    """The team an agent belongs to."""
    if agent is None:
        return None
    profiles = floor.agents.get(agent, [])
    profile = in_force(profiles, instant)
    if profile is None and agent in floor.profiled_first:
        profile = profiles[0][1]
    return profile.get("team") if profile else None


def said_at(floor: Floor, agent: str, instant: int) -> tuple[str, str | None]:
    """The state and reason an agent last gave."""
    known = [(state, reason) for at, state, reason in floor.said.get(agent, []) if at <= instant]
    return known[-1] if known else ("offline", None)


def legs_at(floor: Floor, agent: str, instant: int, phase: str) -> list[Leg]:
    """An agent's legs in a phase."""
    return [leg for leg in floor.legs if leg.agent == agent and leg.phase_at(instant) == phase]


def state_at(floor: Floor, agent: str, instant: int) -> tuple[str, str | None]:
    """An agent's one effective state, with the reason if it is not_ready."""
    for phase, state in (
        ("talking", "on_contact"),
        ("held", "hold"),
        ("wrapping", "wrap_up"),
        ("offered", "ringing"),
    ):
        if legs_at(floor, agent, instant, phase):
            return state, None
    state, reason = said_at(floor, agent, instant)
    return state, reason if state == "not_ready" else None


def turns(floor: Floor, agent: str) -> list[int]:
    """The instants at which an agent's state may have changed; a leg that took no time changed nothing."""
    found = {at for at, _, _ in floor.said.get(agent, [])}
    for leg in floor.legs:
        if leg.agent == agent and (leg.live or leg.phases[0][0] < leg.phases[-1][0]):
            found |= {at for at, _ in leg.phases}
    return sorted(found)


def since(floor: Floor, agent: str) -> int | None:
    """When the state and reason an agent is in began."""
    present = state_at(floor, agent, floor.now)
    start = None
    for instant in reversed(turns(floor, agent)):
        if state_at(floor, agent, instant) != present:
            break
        start = instant
    return start
