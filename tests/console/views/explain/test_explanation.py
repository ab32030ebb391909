"""Every figure of the screen has an account: the same value, and rows that add up to it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from console.desk.desk import Desk
from console.metrics.explain.explain import EXPLAINERS
from console.metrics.reading.scope import ScopeError
from console.settings.rule_files import read_rules
from console.views.explain.causes import Causes
from console.views.explain.explained_rows import Asked, Effect
from console.views.explain.explanation import ALL, asked_of, can_explain, explanation, not_known
from console.views.floor.choices import Choices
from console.views.goals import GOALS
from console.views.rows import Figure, FloorRows
from tests.builders import floor_of
from tests.made_logs import made_log
from tests.widgets.explained import HALF_HOUR, OFFERED, busy_queue, explained, since_midnight

MINUTE = 60_000
CHOICES = Choices(goals=GOALS)


def figures_of(rows: FloorRows) -> list[Figure]:
    """Every figure of the floor's page, but of flags."""
    found = [*rows.headline.figures, *rows.headline.among, *rows.counts]
    for card in rows.queues:
        found += [card.waiting, card.longest_wait, card.service_level, card.free, card.staffed]
    for group in rows.groups:
        found += [*group.figures, *(tile.time for tile in group.tiles)]
    return found


@pytest.mark.parametrize("seed", range(3))
def test_that_every_figure_of_a_floor_has_an_account_of_the_same_value(seed: int) -> None:
    floor = floor_of(made_log(seed, contacts=40))
    desk = Desk(floor, read_rules(), CHOICES, follows=False)
    desk.move_edge(None)
    desk.playhead.seek(floor.latest - 20 * MINUTE)
    rows = desk.read()
    causes, settings = Causes(floor), floor.site.at(rows.now)
    shown = figures_of(rows)
    assert len(shown) > 30
    for figure in shown:
        assert can_explain(figure)
        asked = asked_of(figure, settings, rows.now, CHOICES.window_ms)
        found = explanation(floor, asked, rows.now, CHOICES, causes)
        assert (found.figure.value, found.figure.text) == (figure.value, figure.text), figure
        assert found.figure.window_seconds == figure.window_seconds
        if figure.goal and figure.metric != "waiting":
            assert found.figure.goal == figure.goal


@pytest.mark.parametrize("seed", range(3))
def test_that_the_rows_add_up_to_numerator_and_denominator(seed: int) -> None:
    floor = floor_of(made_log(seed, contacts=40))
    now, causes = floor.latest - 15 * MINUTE, Causes(floor)
    scopes = {
        "floor": ["floor"],
        "queue": [f"queue:{one.name}" for one in floor.queues.by_index if one.first_at <= now],
        "team": [f"team:{name}" for name in floor.roster.teams][:2],
        "agent": [f"agent:{one.name}" for one in floor.roster.by_index if one.first_at <= now][:3],
        "channel": ["channel:voice"],
    }
    for metric, (_, kinds) in ALL.items():
        for scope in (scope for kind in kinds for scope in scopes[kind]):
            found = explanation(floor, Asked(metric, scope, 30 * MINUTE), now, CHOICES, causes)
            keys = [row.key for row in (*found.counted, *found.left_out)]
            assert len(set(keys)) >= len(keys) - len(found.left_out)
            assert len({row.key for row in found.counted}) == len(found.counted)
            if found.numerator is not None:
                assert sum(row.adds for row in found.counted) == pytest.approx(found.numerator, abs=0.01)
            is_of_items = metric.startswith(("service_level.", "abandon", "average_", "csat", "first_"))
            if found.denominator is not None and is_of_items:
                assert found.denominator == len(found.counted)


def test_that_misses_come_first_with_their_cause() -> None:
    found = explained(busy_queue())
    parts = [row.effect for row in found.counted]
    assert parts == sorted(parts)
    misses = [row for row in found.counted if row.effect is Effect.MISS]
    assert len(misses) == len(found.counted) - (found.numerator or 0)
    words = {row.contact: row.words for row in misses}
    assert words["c-41003"] == "abandoned within the threshold, 0:09; available: ana 0:09"
    assert words["c-41004"] == "answered late, 0:23; available: ana 0:20"
    assert [row.words for row in found.left_out] == ["still waiting", "deflected to a callback"]
    alone = busy_queue().not_ready("ana").queued("c-late", "billing").after(48).abandoned("c-late", "billing")
    [late] = [row for row in explained(alone).counted if row.contact == "c-late"]
    assert late.words == "abandoned, 0:48; no one available"


def test_that_it_says_name_variant_formula_window_and_division() -> None:
    found = explained(busy_queue())
    assert found.title == "Service level · billing · last 30 min"
    assert found.about == "offered: of all offered; short abandons are left out"
    assert found.formula == "answered in time ÷ (answered + abandoned − short abandons)"
    assert found.division == f"3 ÷ (9 + 3 − 0) = 3 ÷ 12 = {found.figure.text}"
    assert found.figure.goal == "goal ≥ 80 % in 20 s"
    assert found.since.startswith("below goal since 09:")
    assert [name for name, _ in found.variants][:2] == ["offered", "answered"]
    assert [note.text for note in found.notes][-1] == "The data begins at 09:00:00, within this window."


def test_that_times_are_spelt_as_times() -> None:
    scene = busy_queue().queued("c-on", "billing").answered("c-on", "ana").after(30)
    found = explained(scene, "occupancy", "floor")
    assert found.division.endswith(f"= {found.figure.text}")
    assert ":" in found.division
    assert found.adds
    assert explained(scene, "waiting").division == "1"
    assert explained(scene, "longest_wait_seconds").title == "Longest wait · billing"


def test_that_the_sites_day_is_told_from_a_rolling_window() -> None:
    scene = busy_queue()
    settings = scene.floor.site.at(scene.clock)
    figure = Figure("handled", "agent:ana", "9", 9, window_seconds=since_midnight(scene) / 1000)
    assert asked_of(figure, settings, scene.clock, HALF_HOUR).window_ms is None
    rolling = replace(figure, window_seconds=600.0)
    assert asked_of(rolling, settings, scene.clock, HALF_HOUR).window_ms == 600_000
    assert explained(scene, "handled", "agent:ana", None).title == "Handled · ana · today"


def test_that_an_unknown_scope_is_said_and_shown() -> None:
    scene = busy_queue()
    with pytest.raises(ScopeError):
        explained(scene, scope="queue:sales")
    with pytest.raises(ScopeError):
        explained(scene, "occupancy")
    shown = not_known(
        scene.floor, Asked(OFFERED, "queue:sales", HALF_HOUR), scene.clock, "no queue is named so"
    )
    assert (shown.figure.text, shown.notes[0].text) == ("–", "no queue is named so, at this instant.")


def test_that_all_that_the_report_knows_is_explained() -> None:
    assert EXPLAINERS.keys() < ALL.keys()
    assert not can_explain(Figure("flags.open", "floor", "3", 3))
