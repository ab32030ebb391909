"""What a source knows of its agents: the newest profile and state by instant, whatever comes first."""

from __future__ import annotations

from typing import Any

from feeds.broadcast.known_agents import KnownAgents
from feeds.events import ADAPTER
from tests.feeds import AT, LATER, encoded


def known(*told: dict[str, Any]) -> KnownAgents:
    agents = KnownAgents()
    for fields in told:
        agents.take(ADAPTER.validate_json(encoded({"at": AT, **fields})))
    return agents


ANA = {"type": "agent.profile", "agent": "ana", "name": "Ana", "team": "north", "queues": ["billing", "help"]}


def test_that_an_agent_has_a_team_queues_and_a_state() -> None:
    agents = known(ANA, {"type": "agent.state", "agent": "ana", "state": "available"})
    ana = agents.find("ana")
    assert ana is not None
    assert (ana.name, ana.team, ana.queues, ana.state, ana.is_profiled) == (
        "Ana",
        "north",
        ("billing", "help"),
        "available",
        True,
    )
    assert [agent.id for agent in agents.of_team("north")] == ["ana"]
    assert [agent.id for agent in agents.of_queue("help")] == ["ana"]


def test_that_a_late_event_changes_nothing() -> None:
    newest = {"type": "agent.state", "agent": "ana", "state": "offline", "at": LATER}
    agents = known({**ANA, "at": LATER}, newest, {**ANA, "team": "south"})
    agents.take(
        ADAPTER.validate_json(
            encoded({"type": "agent.state", "at": AT, "agent": "ana", "state": "available"})
        )
    )
    ana = agents.find("ana")
    assert ana is not None
    assert (ana.team, ana.state) == ("north", "offline")


def test_that_an_agent_without_a_profile_is_known_by_id_only() -> None:
    agents = known({"type": "agent.state", "agent": "bob", "state": "available"})
    bob = agents.find("bob")
    assert bob is not None
    assert (bob.name, bob.is_profiled) == ("bob", False)
    assert agents.find("cy") is None


def test_that_queues_are_known_by_their_profiles() -> None:
    assert known({"type": "queue.profile", "queue": "billing", "name": "Billing"}).queues == {
        "billing": "Billing"
    }
