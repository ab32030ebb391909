"""Arguments of the commands that read, check or make recordings."""

from __future__ import annotations

import pytest

from console.commands.arguments.program import program_parser
from console.metrics.explain.explain import EXPLAINERS
from feeds.errors import UserError
from feeds.instants import instant
from feeds.simulator.site.settings import DEFAULT_START, SimulationSettings


def test_that_a_simulation_without_options_is_the_simulators_own() -> None:
    given, usual = program_parser("simulate").parse_args(["simulate"]), SimulationSettings()
    assert (given.agents, given.queues, given.seed, given.hours) == (
        usual.agents,
        usual.queues,
        usual.seed,
        usual.hours,
    )
    assert instant(given.start) == DEFAULT_START


def test_that_the_help_of_explain_lists_every_metric(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        program_parser("explain").parse_args(["explain", "--help"])
    words = capsys.readouterr().out.replace(",", " ").split()
    assert set(EXPLAINERS) <= set(words)


@pytest.mark.parametrize(
    "arguments", [["report", "a.jsonl", "--format", "xml"], ["explain"], ["check", "a.jsonl", "b.jsonl"]]
)
def test_that_a_command_without_what_it_needs_is_refused(arguments: list[str]) -> None:
    with pytest.raises(UserError):
        program_parser(arguments[0]).parse_args(arguments)
