"""What the imaginary floor says: events at their instants, taken once."""

from __future__ import annotations

import json

from feeds.instants import instant
from feeds.simulator.work.event_writer import WorkEventWriter

AT = instant("2026-11-23T09:00:00Z")


def test_that_events_are_taken_once_in_order_without_fields_that_are_none() -> None:
    writer = WorkEventWriter()
    writer.write(AT + 5, "agent.state", agent="ana", state="not_ready", reason="lunch")
    writer.write(AT, "agent.state", agent="dev", state="available", reason=None)
    found = [(at, json.loads(text)) for at, text in writer.take()]
    assert [at for at, _ in found] == [AT + 5, AT]
    assert found[0][1]["reason"] == "lunch"
    assert found[1][1] == {
        "type": "agent.state",
        "at": "2026-11-23T09:00:00.000Z",
        "agent": "dev",
        "state": "available",
    }
    assert writer.take() == []
