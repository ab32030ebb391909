"""Flagged: the worst flag speaks first, and only for its own scope."""

from __future__ import annotations

from dataclasses import dataclass

from console.views.attention.open_flags import needs
from console.views.rows import Severity


@dataclass(frozen=True)
class Flag:
    scope: str
    severity: Severity
    what: str
    since: int = 0
    brief: str = ""


def test_that_the_worst_flag_speaks_first_and_of_two_alike_the_older() -> None:
    flags = [
        Flag("agent:ana", Severity.WARNING, "idle", 5),
        Flag("agent:ana", Severity.BREACH, "long hold", 9),
        Flag("agent:ana", Severity.BREACH, "long contact", 7),
        Flag("agent:bo", Severity.NONE, "over"),
        Flag("queue:ana", Severity.BREACH, "of a queue"),
    ]
    found = needs(flags, "agent")
    assert list(found) == ["ana"]
    ana = found["ana"]
    assert (ana.severity, ana.reason, ana.since) == (Severity.BREACH, "long contact · long hold · idle", 7)


def test_that_a_flags_few_words_are_preferred_and_said_once() -> None:
    flags = [
        Flag("queue:a:b", Severity.WARNING, "Longest wait 0:50, goal 1:00", brief="wait 0:50"),
        Flag("queue:a:b", Severity.WARNING, "Longest wait 0:50", brief="wait 0:50"),
    ]
    assert needs(flags, "queue")["a:b"].reason == "wait 0:50"
