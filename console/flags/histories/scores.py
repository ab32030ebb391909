"""Sentiment scores of live contacts: those whose last score is low, and since when it has fallen."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from console.flags.histories.live_contacts import LiveContacts, live_answers, live_contacts
from console.flags.histories.unchanged import UnchangedPast
from console.flags.rules.rules import Rule
from console.floor.ledgers.codes import Ints
from console.floor.ledgers.schedule import FOREVER
from console.floor.ledgers.timeline import NEVER
from console.metrics.reading.reading import Reading

_SCORES = 1000  # scores are stored in thousandths
_ROUNDING = 1e-9
_AGENT_BITS = 24
Scores = list[tuple[int, float]]  # (instant in ms, score), in order


class Track:
    """The scores of one leg since its answer: its agent's, and those of no agent."""

    __slots__ = ("_clear", "_limits", "_met", "leg", "scores")

    def __init__(self, leg: LiveContacts, limits: tuple[float, ...], clear: float) -> None:
        self.leg = leg
        self._limits = limits
        self._clear = clear
        self._met: dict[float, int] | None = None
        self.scores: Scores = []

    def add(self, at: int, agent: int, score: int) -> None:
        """Add a score of its contact, by *agent* (−1: none), if it counts."""
        if at > self.leg.since and (agent == self.leg.agent or agent < 0):
            self.scores.append((at, score / _SCORES))
            self._met = None

    @property
    def fall(self) -> float:
        """How far the last score is below the best."""
        return max(score for _, score in self.scores) - self.scores[-1][1]

    @property
    def met(self) -> dict[float, int]:
        """Since when (ms) the last score is below zero and each limit below the best; only limits met."""
        if self._met is None:
            fell = ((limit, _fell(self.scores, limit, self._clear)) for limit in self._limits)
            self._met = {limit: at for limit, at in fell if at is not None}
        return self._met


def _fell(scores: Scores, limit: float, clear: float) -> int | None:
    """Once met, it lasts until the fall, or the score itself, is better by *clear*."""
    best, fell_at = -1.0, None
    for instant, score in scores:
        best = max(best, score)
        falls = score < 0 and best - score >= limit - _ROUNDING
        stays = score < clear and best - score > limit - clear + _ROUNDING
        if falls and fell_at is None:
            fell_at = instant
        elif not falls and not stays:
            fell_at = None
    return fell_at


class _Low:
    """The last score of an agent on a contact, which is low, at `at` (ms).

    `calm_since` is the answer of the leg whose scores by then meet no limit: an agent with only that leg live
    has no flag until the next score.
    """

    __slots__ = ("at", "calm_since")

    def __init__(self, at: int) -> None:
        self.at = at
        self.calm_since = FOREVER


class LowScores:
    """The contacts whose last score within a rule's window is low, kept from one instant to the next.

    Owned by the watch of signals. As time goes on, only new scores are read. If the past changed, or time
    went back, all of the window are read again.
    """

    def __init__(self, rule: Rule) -> None:
        self._window = round(rule.window_seconds * 1000)
        self._limits, self._clear = rule.limits, rule.clear
        self._low = max(rule.clear, _ROUNDING) * _SCORES
        self._past = UnchangedPast()
        self._until = 0
        self._last_low: dict[tuple[int, int], _Low] = {}  # by contact and agent, in order of instants
        self._tracks: dict[int, list[Track]] = {}

    def tracks(self, reading: Reading) -> Iterator[Track]:
        """The scores of each live contact and agent that have fallen, the last one within the window."""
        self._advance(reading)
        before, self._tracks, unread = self._tracks, {}, dict[int, list[Track]]()
        answered = [*live_answers(reading).tolist(), NEVER]  # the last: of no agent
        legs = live_contacts(reading, self._to_check(answered))
        for contact, of_contact in legs.items():
            tracks = before.get(contact)
            if tracks is None or not _are_of(tracks, of_contact):
                tracks = unread[contact] = [Track(leg, self._limits, self._clear) for leg in of_contact]
            self._tracks[contact] = tracks
        if unread:
            self._read(reading, unread)
        oldest = self._until - self._window
        for contact in sorted(self._tracks):
            for track in self._tracks[contact]:
                self._note_calm(track, contact)
                if track.met and track.scores[-1][0] > oldest:
                    yield track

    def _to_check(self, answered: list[int]) -> list[int]:
        """The contacts whose live legs must be read: those of calm agents have no flag, live or not."""
        found: set[int] = set()
        for (contact, agent), low in self._last_low.items():
            since = answered[agent]
            if since < low.at and since != low.calm_since:
                found.add(contact)
        return list(found)

    def _note_calm(self, track: Track, contact: int) -> None:
        low = self._last_low.get((contact, track.leg.agent))
        if low is not None and not track.met:
            low.calm_since = track.leg.since

    def _advance(self, reading: Reading) -> None:
        ledger, until, before = reading.books.sentiments, reading.window.until, self._until
        is_same = self._past.mark(ledger, until) and before <= until <= before + self._window
        self._until = until
        if not is_same:
            self._tracks, self._last_low = {}, {}
            before = until - self._window
        rows = ledger.window(before, until)
        for contact, at, agent, score in _in_order(rows, not is_same):
            self._last_low.pop((contact, agent), None)
            if score < self._low:
                self._last_low[contact, agent] = _Low(at)
            for track in self._tracks.get(contact, ()):
                track.add(at, agent, score)
        while self._last_low:
            oldest = next(iter(self._last_low))
            if self._last_low[oldest].at > until - self._window:
                break
            del self._last_low[oldest]

    def _read(self, reading: Reading, unread: dict[int, list[Track]]) -> None:
        """Read all scores of the *unread* tracks, by contact."""
        since = min(track.leg.since for tracks in unread.values() for track in tracks)
        rows = reading.books.sentiments.window(since, self._until)
        is_asked = np.zeros(len(reading.books.contact_names), dtype=bool)
        is_asked[list(unread)] = True
        chosen = np.flatnonzero(is_asked[rows["contact"]])
        for contact, at, agent, score in _in_order({name: column[chosen] for name, column in rows.items()}):
            for track in unread[contact]:
                track.add(at, agent, score)


def _are_of(tracks: list[Track], legs: list[LiveContacts]) -> bool:
    """Whether *tracks* are those of *legs*."""
    return len(tracks) == len(legs) and all(track.leg == leg for track, leg in zip(tracks, legs, strict=True))


def _in_order(rows: dict[str, Ints], only_last: bool = False) -> Iterator[tuple[int, int, int, int]]:
    """Contact, instant, agent and score of each row in order; with *only_last*, of each contact and agent."""
    order = np.argsort(rows["at"], kind="stable")
    if only_last:
        keys = (rows["contact"][order] << _AGENT_BITS) + rows["agent"][order] + 1
        last = len(keys) - 1 - np.unique(keys[::-1], return_index=True)[1]
        order = order[np.sort(last)]
    columns = (rows[name][order].tolist() for name in ("contact", "at", "agent", "score"))
    return zip(*columns, strict=True)
