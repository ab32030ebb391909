"""Commands that a source cannot carry out."""

from __future__ import annotations

import asyncio

from feeds.broadcast.commands import NoCommands
from feeds.events import Command


def test_that_a_source_without_commands_grants_none_and_refuses_each_by_its_verb() -> None:
    handler = NoCommands()
    command = Command(type="command", id="1", verb="monitor", agent="ana", supervisor="kim")
    assert handler.grants == ()
    assert handler.outage is None
    assert asyncio.run(handler.carry_out(command)) == "monitor is not granted"
