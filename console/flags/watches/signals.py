"""Watches of signals on live contacts: help requests and falling sentiment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from console.flags.histories.live_contacts import LiveContacts, live_contacts
from console.flags.histories.scores import LowScores, Track
from console.flags.rules.conditions import Condition, at_least, severity_of
from console.flags.rules.rule_scope import within
from console.flags.rules.rules import Rule, Rulebook
from console.floor.entities.signals import SIGNAL_INDEX
from console.floor.ledgers.codes import Ints
from console.floor.ledgers.ledger import Ledger
from console.metrics.reading.reading import Reading
from console.metrics.reading.severity import Severity


class SignalWatch:
    """Owned by the flags."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._help = rulebook.watching("help_requested")
        self._sentiment = [(rule, LowScores(rule)) for rule in rulebook.watching("sentiment_falling")]

    def conditions(self, reading: Reading) -> Iterator[Condition]:
        for rule in self._help:
            yield from _worst_of_each(_asked_for_help(rule, reading))
        for rule, scores in self._sentiment:
            yield from _worst_of_each(_falling(rule, reading, scores))


def _asked_for_help(rule: Rule, reading: Reading) -> Iterator[Condition]:
    """Agents who asked for help within the window with a contact that is still live."""
    window = _window_ms(rule)
    recent = _recent(reading.books.signals, rule, reading)
    asking = recent["contact"][recent["signal"] == SIGNAL_INDEX["help_request"]]
    legs = live_contacts(reading, np.unique(asking).tolist())
    concerned = within(rule, reading)
    for leg, rows in _signals(reading.books.signals, reading, legs):
        at = rows["at"][rows["signal"] == SIGNAL_INDEX["help_request"]]
        if not len(at) or at[-1] <= reading.window.until - window:
            continue
        if not concerned.has_contact(leg.agent, leg.queue):
            continue
        forgotten = np.flatnonzero(np.diff(at) >= window)
        asked: list[int] = at[int(forgotten[-1]) + 1 if len(forgotten) else 0 :].tolist()

        def rose(limit: float, severity: Severity, asked: list[int] = asked) -> int | None:
            enough = at_least(limit)
            return asked[enough - 1] if len(asked) >= enough else None

        severity, since = severity_of(rule, reading.window.until, rose)
        if severity is not Severity.NONE:
            yield _condition(rule, reading, leg, severity, since, len(asked))


def _falling(rule: Rule, reading: Reading, scores: LowScores) -> Iterator[Condition]:
    """Agents whose contact's sentiment, reported within the window, is negative and far below its best."""
    concerned = within(rule, reading)
    for track in scores.tracks(reading):
        leg = track.leg
        if not concerned.has_contact(leg.agent, leg.queue):
            continue

        def rose(limit: float, severity: Severity, track: Track = track) -> int | None:
            return track.met.get(limit)

        severity, since = severity_of(rule, reading.window.until, rose)
        if severity is not Severity.NONE:
            yield _condition(rule, reading, leg, severity, since, track.fall)


def _window_ms(rule: Rule) -> int:
    return round(rule.window_seconds * 1000)


def _recent(ledger: Ledger, rule: Rule, reading: Reading) -> dict[str, Ints]:
    """The signals within the rule's window."""
    return ledger.window(reading.window.until - _window_ms(rule), reading.window.until)


def _signals(
    ledger: Ledger, reading: Reading, legs: dict[int, list[LiveContacts]]
) -> Iterator[tuple[LiveContacts, dict[str, Ints]]]:
    """Each leg with the signals on its contact after its answer, in order: for its agent or for no agent."""
    everyone = [leg for mine in legs.values() for leg in mine]
    if not everyone:
        return
    rows = ledger.window(min(leg.since for leg in everyone), reading.window.until)
    of_these = np.flatnonzero(np.isin(rows["contact"], list(legs)))
    order = of_these[np.lexsort((rows["at"][of_these], rows["contact"][of_these]))]
    rows = {name: column[order] for name, column in rows.items()}
    if not len(order):
        return
    first = np.flatnonzero(np.diff(rows["contact"], prepend=-1))
    past = np.append(first[1:], len(order))
    for low, high in zip(first.tolist(), past.tolist(), strict=True):
        agent, at = rows["agent"][low:high], rows["at"][low:high]
        for leg in legs[int(rows["contact"][low])]:
            own = low + np.flatnonzero(((agent == leg.agent) | (agent < 0)) & (at > leg.since))
            yield leg, {name: column[own] for name, column in rows.items()}


def _condition(
    rule: Rule, reading: Reading, leg: LiveContacts, severity: Severity, since: int, value: float
) -> Condition:
    floor = reading.floor
    queue = floor.queues.by_index[leg.queue].name if leg.queue >= 0 else ""
    scope = f"agent:{floor.roster.by_index[leg.agent].name}"
    return Condition(rule, scope, severity, since, value, queue=queue)


def _worst_of_each(found: Iterable[Condition]) -> list[Condition]:
    """One condition per agent: the worst, and among those the first that rose."""
    kept: dict[str, Condition] = {}
    for seen in found:
        other = kept.get(seen.scope)
        if other is None or (-seen.severity, seen.since) < (-other.severity, other.since):
            kept[seen.scope] = seen
    return list(kept.values())
