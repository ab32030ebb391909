"""The quick reading of the definitions against the slow one, on random floors: `FLOORLIGHT_SOAK` of them."""

from __future__ import annotations

import json
import os
import random
from typing import Any

import pytest

from console.floor.floor import Floor
from console.metrics.explain.explain import EXPLAINERS, explain
from console.metrics.reading.scope import Scope
from console.metrics.reading.windows import Window, day, rolling
from console.metrics.report import report
from feeds.events import instant
from tests import brute_force
from tests.builders import JSON, figures, floor_of, tiny_blocks
from tests.made_logs import made_log, shuffled

SEEDS = range(int(os.environ.get("FLOORLIGHT_SOAK", "12")))
MINUTE = 60_000
HALF_HOUR = 30 * MINUTE
Moment = tuple[int, int | None]


def moments(events: list[JSON], seed: int) -> list[Moment]:
    """The end of the log and two more instants, each with a window's length in ms, or None for the day."""
    rng = random.Random(seed)
    instants = [instant(event["at"]) for event in events]
    found: list[Moment] = [(max(instants), HALF_HOUR)]
    for _ in range(2):
        at = rng.choice(instants) + rng.choice([0, 0, 1, -1, 500, 20_000])
        length = rng.choice([HALF_HOUR, None, None, rng.randrange(1, 180 * MINUTE), MINUTE])
        found.append((max(at, min(instants)), length))
    return found


def slow(events: list[JSON], moment: Moment, channels: JSON) -> JSON:
    """What the brute force says, of the *channels* that the program reports."""
    found = brute_force.report([json.dumps(event) for event in events], *moment)
    return {**found, "channels": {name: found["channels"][name] for name in channels}}


def differences(ours: Any, theirs: Any, path: str = "") -> list[tuple[str, Any, Any]]:
    """Where two reports differ: counts at all, durations by more than 0.002 s, ratios by more than 1e-6."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        found = [(f"{path}.{key}", key in ours, key in theirs) for key in ours.keys() ^ theirs.keys()]
        for key in ours.keys() & theirs.keys():
            found += differences(ours[key], theirs[key], f"{path}.{key}")
        return found
    if path.endswith(".since") and ours is not None:
        ours = instant(ours)
    if ours is None or theirs is None or isinstance(ours, str) or type(ours) is type(theirs) is int:
        return [] if ours == theirs else [(path, ours, theirs)]
    return [] if abs(ours - theirs) <= (0.002 if "seconds" in path else 1e-6) else [(path, ours, theirs)]


def disagreements(floor: Floor, events: list[JSON], seed: int, dated: list[JSON] | None = None) -> list[Any]:
    """Where *floor* and the brute force disagree about *events*, at moments of those that are *dated*."""
    found = []
    for moment in moments(dated or events, seed):
        ours = figures(floor, *moment)
        found += [(moment, *where) for where in differences(ours, slow(events, moment, ours["channels"]))]
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_that_a_floor_fed_in_order_agrees(seed: int) -> None:
    events = made_log(seed)
    floor = floor_of(events)
    assert disagreements(floor, events, seed) == []
    assert not floor.books.anomaly_counts
    assert floor.late == floor.duplicates == 0


@pytest.mark.parametrize("seed", SEEDS)
def test_that_a_floor_fed_up_to_five_seconds_late_agrees(seed: int) -> None:
    events = made_log(seed)
    floor = floor_of(shuffled(events, seed))
    assert disagreements(floor, events, seed + 1) == []
    assert not floor.books.anomaly_counts
    assert floor.late == 0


@pytest.mark.parametrize("seed", SEEDS)
def test_that_a_floor_of_tiny_blocks_agrees(seed: int) -> None:
    events = made_log(seed)
    with tiny_blocks():
        floor = floor_of(shuffled(events, seed) if seed % 2 else events, batch=50)
        assert disagreements(floor, events, seed + 2) == []
    assert not floor.books.anomaly_counts
    assert len(floor.books.ends.blocks) > 2


def forgetful(events: list[JSON], seed: int) -> list[JSON]:
    """*events* from a source that does not know of every abandonment after what wait it was."""
    rng = random.Random(seed)
    return [
        {**event, "wait_known": False}
        if event["type"] == "contact.abandoned" and rng.random() < 0.5
        else event
        for event in events
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_that_abandonments_after_an_unknown_wait_agree(seed: int) -> None:
    events = forgetful(made_log(seed), seed)
    floor = floor_of(shuffled(events, seed))
    assert disagreements(floor, events, seed + 3) == []
    window = window_of(floor, moments(events, seed)[seed % 3])
    for scope, row in scopes(report(floor, window), seed):
        if scope.partition(":")[0] in ("floor", "queue", "channel"):
            for metric in ("average_time_to_abandon_seconds", "maximum_wait_seconds", "abandon_rate"):
                check_account(explain(floor, metric, Scope.parse(scope), window), row)


# Explain -------------------------------------------------------------------------------------------


def scopes(found: JSON, seed: int) -> list[tuple[str, JSON]]:
    """The floor, a queue or channel, and a team or agent, each with its row of the report."""
    rng = random.Random(seed)
    rows = [("floor", found["floor"])]
    for kind in (rng.choice(("queue", "channel")), rng.choice(("team", "agent"))):
        if found[f"{kind}s"]:
            name = rng.choice(sorted(found[f"{kind}s"]))
            rows.append((f"{kind}:{name}", found[f"{kind}s"][name]))
    return rows


def check_account(account: JSON, row: JSON) -> None:
    """Hold *account* against the report's *row*, and against its own sums."""
    value: Any = row
    for key in account["metric"].split("."):
        value = value[key]
    numerator, denominator = account["numerator"], account["denominator"]
    assert account["value"] == value, account["metric"]
    if numerator is None:
        return
    total = sum(item["value"] for item in account["counted"])
    assert total == pytest.approx(numerator, abs=1e-6), account["metric"]
    if denominator is None:
        assert value == numerator, account["metric"]
    elif value is not None and account["metric"] != "recovery_answers":
        assert value == pytest.approx(numerator / denominator, rel=1e-6, abs=1e-6), account["metric"]
    elif value is None and account["metric"] != "recovery_answers":
        assert numerator == 0 or denominator == 0, account["metric"]


def window_of(floor: Floor, moment: Moment) -> Window:
    at, length = moment
    return day(floor.site.at(at), at) if length is None else rolling(at, length)


@pytest.mark.parametrize("seed", SEEDS)
def test_that_every_account_adds_up_to_the_reports_figure(seed: int) -> None:
    events = made_log(seed)
    floor = floor_of(shuffled(events, seed))
    window = window_of(floor, moments(events, seed)[seed % 3])
    for scope, row in scopes(report(floor, window), seed):
        for metric, (_, kinds) in EXPLAINERS.items():
            if scope.partition(":")[0] in kinds:
                check_account(explain(floor, metric, Scope.parse(scope), window), row)
