"""Events out of a queue_log: queues and agents are declared once, before what they do."""

from __future__ import annotations

import json

from feeds.importers.queue_log.event_writer import LogEventWriter
from feeds.instants import instant
from feeds.platforms.asterisk.members.agent_names import AgentFile, Agents
from tests.builders import JSON

AT = instant("2026-11-23T09:00:00Z")


def taken(writer: LogEventWriter) -> list[JSON]:
    return [json.loads(event) for _, event in writer.take()]


def test_that_a_queue_is_declared_once_with_its_own_threshold_or_that_of_all() -> None:
    writer = LogEventWriter(Agents(), 20, {"sales": 10})
    for queue in ("sales", "help", "sales"):
        writer.meet_queue(queue, AT)
    found = [(event["queue"], event["service_level"]["threshold_seconds"]) for event in taken(writer)]
    assert found == [("sales", 10), ("help", 20)]


def test_that_an_agent_is_declared_with_team_and_name_and_again_when_the_queues_change() -> None:
    file = AgentFile.model_validate({"agents": {"1141": {"name": "Ana", "team": "north"}}})
    writer = LogEventWriter(Agents(file), 20, {})
    writer.meet_agent("1141", AT)
    writer.meet_agent("1141", AT)
    writer.serve("1141", "sales", AT)
    writer.serve("1141", "sales", AT + 1000, does=False)
    profiles = taken(writer)
    assert [profile["queues"] for profile in profiles] == [[], ["sales"], []]
    assert (profiles[0]["name"], profiles[0]["team"]) == ("Ana", "north")
    writer.meet_agent("1142", AT)
    assert "team" not in taken(writer)[0]


def test_that_events_are_taken_once_with_their_instants() -> None:
    writer = LogEventWriter(Agents(), 20, {})
    writer.write(AT, "contact.ended", contact="c1")
    writer.write(AT + 1, "contact.ended", contact="c2")
    assert [event["at"] for event in taken(writer)] == [
        "2026-11-23T09:00:00.000Z",
        "2026-11-23T09:00:00.001Z",
    ]
    assert writer.take() == []
