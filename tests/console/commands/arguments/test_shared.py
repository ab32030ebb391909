"""Arguments that several commands share: the same defaults everywhere."""

from __future__ import annotations

import pytest

from console.commands.arguments.parser import CommandParser
from console.commands.arguments.shared import PORT, add_endpoint, add_window
from feeds.limits import HEARTBEAT_LEAST, HEARTBEAT_MOST


def test_that_a_window_is_the_last_half_hour_at_the_end_of_the_log_unless_asked() -> None:
    parser = CommandParser()
    add_window(parser)
    given = parser.parse_args([])
    assert (given.at, given.window, given.site) == (None, "30m", None)


@pytest.mark.parametrize("names", [("--host", "--port"), ("--listen", "--serve")])
def test_that_an_endpoint_has_the_names_its_command_gives(names: tuple[str, str]) -> None:
    parser = CommandParser()
    add_endpoint(parser, names)
    host, port = (name.removeprefix("--") for name in names)
    given = vars(parser.parse_args([]))
    assert (given[host], given[port]) == ("127.0.0.1", str(PORT))


def test_that_the_help_names_the_limits_of_heartbeats() -> None:
    parser = CommandParser()
    add_endpoint(parser, ("--host", "--port"))
    assert f"{HEARTBEAT_LEAST:g} to {HEARTBEAT_MOST:g}" in " ".join(parser.format_help().split())
