"""Flags read off a scene: what one rule lights up at a time."""

from __future__ import annotations

from typing import Any

from console.flags.flags import Flags
from console.flags.rules.conditions import Condition
from console.flags.rules.rules import Rule, Rulebook
from console.metrics.reading.reading import Reading
from console.metrics.reading.severity import Severity
from console.metrics.reading.windows import rolling
from tests.builders import Scene

NONE, WARNING, BREACH = Severity.NONE, Severity.WARNING, Severity.BREACH


def rule(watch: str, **fields: Any) -> Rule:
    """A rule called after what it watches, unless *fields* say otherwise."""
    return Rule.model_validate({"id": watch.replace("_", "-"), "watch": watch, "what": "{value}", **fields})


def seen(scene: Scene, at: str, *rules: Rule) -> list[Condition]:
    """What *rules* light up at *at*, the worst first."""
    return Flags(Rulebook(rules)).open(Reading(scene.floor, rolling(scene.ms(at), 1_800_000)))


def one(scene: Scene, at: str, *rules: Rule) -> Condition | None:
    """The only flag there is at *at*, if there is any."""
    found = seen(scene, at, *rules)
    assert len(found) <= 1
    return found[0] if found else None


def severity(scene: Scene, at: str, *rules: Rule) -> Severity:
    """How badly the only flag at *at* is; NONE without one."""
    found = one(scene, at, *rules)
    return NONE if found is None else found.severity


def since(scene: Scene, at: str, *rules: Rule) -> int:
    """Since when the only flag at *at* is up."""
    found = one(scene, at, *rules)
    assert found is not None
    return found.since
