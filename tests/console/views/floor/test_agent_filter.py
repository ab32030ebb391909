"""Agent filter: its words are found in any field, and hold for queues, counts and flags too."""

from __future__ import annotations

import pytest

from console.flags.flags import Flags
from console.settings.rule_files import read_rules
from console.views.floor.choices import Choices, Filters
from console.views.floor.floor_view import FloorView
from console.views.rows import Attention, FloorRows
from tests.builders import Scene
from tests.console.views.floor.test_floor_view import LIVE


def scene() -> Scene:
    made = Scene().at("09:00").send("queue.profile", queue="q-1", name="Billing", skills=["français", "tax"])
    made.send("queue.profile", queue="q-2", name="Réclamations", channel="chat")
    made.send("team.profile", team="t-1", name="São João")
    made.agent("a-1", team="t-1", queues=["q-1"]).agent("a-2", team="t-2", queues=["q-2"])
    made.send("agent.profile", agent="a-1", name="Natália Kovač", team="t-1", queues=["q-1"])
    return made.available("a-1").not_ready("a-2", "lunch").after(60)


def read(text: str, **filters: frozenset[str]) -> FloorRows:
    made = scene()
    view = FloorView(made.floor, Choices(filters=Filters(text=text, **filters)))
    return view.read(made.ms(), LIVE)


@pytest.mark.parametrize(
    ("text", "agents", "queues"),
    [
        ("natalia", ["a-1"], ["q-1"]),
        ("SAO JOAO", ["a-1"], ["q-1"]),
        ("francais", ["a-1"], ["q-1"]),
        ("skill:tax", ["a-1"], ["q-1"]),
        ("skill:billing", [], []),
        ("lunch", ["a-2"], ["q-2"]),
        ("state:available", ["a-1"], ["q-1"]),
        ("reclam", ["a-2"], ["q-2"]),
        ("chat", [], ["q-2"]),
        ("queue:q-", ["a-2", "a-1"], ["q-1", "q-2"]),
        ("", ["a-2", "a-1"], ["q-1", "q-2"]),
    ],
)
def test_that_words_are_found_whatever_their_accents(text: str, agents: list[str], queues: list[str]) -> None:
    rows = read(text)
    assert sorted(tile.id for group in rows.groups for tile in group.tiles) == sorted(agents)
    assert [card.id for card in rows.queues] == queues
    assert len(rows.all_queues) == len(rows.everyone) == 2


def test_that_the_headline_says_that_it_is_not_filtered() -> None:
    assert read("natalia").headline.note == "whole floor, not filtered"
    assert read(" ").headline.note == ""


def test_that_counts_are_of_those_shown() -> None:
    counts = read("natalia").counts
    assert {figure.scope for figure in counts[:-1]} == {"filter:natalia"}
    assert (counts[0].text, counts[-1].text, counts[-1].scope) == ("1", "2", "floor")
    assert read("", queues=frozenset({"q-2"})).counts[0].scope == "queue:q-2"


@pytest.mark.parametrize(
    ("text", "scopes"),
    [
        ("", {"queue:q-1", "queue:q-2", "agent:a-1", "team:t-2", "floor"}),
        ("natalia", {"queue:q-1", "agent:a-1", "floor"}),
        ("lunch", {"queue:q-2", "team:t-2", "floor"}),
    ],
)
def test_that_flags_of_what_is_not_shown_are_left_out(text: str, scopes: set[str]) -> None:
    made, found = scene(), set[str]()
    view = FloorView(made.floor, Choices(filters=Filters(text=text)))

    def column(shows: object) -> Attention:
        every = {"queue:q-1", "queue:q-2", "agent:a-1", "team:t-2", "floor"}
        found.update(scope for scope in every if shows is None or (callable(shows) and shows(scope)))
        return Attention()

    view.read(made.ms(), LIVE, (), column)
    assert found == scopes
    assert Flags(read_rules()).open(view.reading(made.ms())) == []
