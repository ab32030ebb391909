"""Acknowledgements and snoozes of flags: the only state that is kept about flags.

They are made at this desk, or at another and sent by the source (`flag.acknowledged`, `flag.snoozed`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from console.flags.rules.conditions import Condition
from feeds.events import FlagAcknowledged, FlagSnoozed, instant

_SLACK_MS = 2_000  # minimum tolerance between two reported starts of the same flag
SourceAnswer = FlagAcknowledged | FlagSnoozed


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """An answer to the flag `flag`, given at `at` (ms) and valid until `until` (None: its end).

    `is_here` marks an answer given at this desk, which applies at every instant when rewound.
    """

    flag: str
    at: int
    until: int | None
    is_snooze: bool
    is_here: bool = False


class Acknowledgements:
    """The answers to flags. Owned by the desk.

    A flag is identified by its rule, its scope and when it rose. A late event may move that instant, so an
    answer applies to the flag of that rule and scope that was up when it was given, as long as it stays up.
    A snooze with an end applies until then, also to the next flag of that rule and scope.
    """

    def __init__(self) -> None:
        self._given = _ByFlag()
        self._reported = _Reported()
        self._done: list[Acknowledgement] = []

    def acknowledge(self, flag: str, at: int) -> None:
        """Acknowledge the flag *flag* at *at* (ms)."""
        self._give(Acknowledgement(flag, at, None, is_snooze=False, is_here=True))

    def snooze(self, flag: str, at: int, until: int) -> None:
        """Snooze the flag *flag* from *at* until *until* (ms)."""
        self._give(Acknowledgement(flag, at, until, is_snooze=True, is_here=True))

    def undo(self, flag: str = "") -> Acknowledgement | None:
        """Take back the last answer given here, to *flag* if given, and return it; None if there is none."""
        for answer in reversed(self._done):
            if flag in ("", answer.flag):
                self._done.remove(answer)
                self._given.remove(answer)
                return answer
        return None

    def withdraw(self, flag: str) -> bool:
        """Take back the snoozes of *flag* given here; whether there were any."""
        found = [answer for answer in self._given.of(_split(flag)[0]) if answer.is_snooze]
        for answer in found:
            self._given.remove(answer)
            self._done.remove(answer)
        return bool(found)

    def until(self, flag: str) -> int | None:
        """When the last snooze of *flag* ends (ms); None if it has no end."""
        key = _split(flag)[0]
        ends = [
            answer.until for answer in (*self._given.of(key), *self._reported.of(key)) if answer.is_snooze
        ]
        return max((end for end in ends if end is not None), default=None)

    def _give(self, answer: Acknowledgement) -> None:
        self._given.add(answer)
        self._done.append(answer)

    def to(
        self, seen: Sequence[Condition], now: int, reported: Sequence[SourceAnswer] = (), lateness_ms: int = 0
    ) -> tuple[set[str], set[str]]:
        """The ids of the flags *seen* at *now* (ms) that are acknowledged, and of those snoozed.

        *reported* are a source's answers, in order of arrival; those after *now* do not apply yet. Instants
        of the same flag may differ by *lateness_ms*.
        """
        self._reported.read(reported)
        acknowledged: set[str] = set()
        snoozed: set[str] = set()
        slack = max(_SLACK_MS, lateness_ms)
        if not (self._given or self._reported):
            return acknowledged, snoozed
        for flag in seen:
            key = _split(flag.id)[0]
            for answer in (*self._given.of(key), *self._reported.of(key)):
                if (answer.is_here or answer.at <= now) and _applies(answer, flag, now, slack):
                    (snoozed if answer.is_snooze else acknowledged).add(flag.id)
        return acknowledged, snoozed


class _ByFlag:
    """Answers by the rule and scope of their flag."""

    def __init__(self) -> None:
        self._of: dict[str, list[Acknowledgement]] = {}

    def __bool__(self) -> bool:
        return bool(self._of)

    def of(self, key: str) -> Sequence[Acknowledgement]:
        return self._of.get(key, ())

    def add(self, answer: Acknowledgement) -> None:
        self._of.setdefault(_split(answer.flag)[0], []).append(answer)

    def remove(self, answer: Acknowledgement) -> None:
        key = _split(answer.flag)[0]
        self._of[key].remove(answer)
        if not self._of[key]:
            del self._of[key]


class _Reported(_ByFlag):
    """A source's answers: only those new at the end of the list are read."""

    def __init__(self) -> None:
        super().__init__()
        self._read: deque[tuple[SourceAnswer, Acknowledgement]] = deque()

    def read(self, reported: Sequence[SourceAnswer]) -> None:
        """Follow *reported*, which grows at its end and may lose its first."""
        fresh: list[SourceAnswer] = []
        newest = self._read[-1][0] if self._read else None
        for event in reversed(reported):
            if event is newest:
                break
            fresh.append(event)
        else:
            self._of.clear()
            self._read.clear()
        for event in reversed(fresh):
            answer = _acknowledgement(event)
            self._read.append((event, answer))
            self.add(answer)
        while len(self._read) > len(reported):
            self.remove(self._read.popleft()[1])


def _acknowledgement(event: SourceAnswer) -> Acknowledgement:
    until = None if event.until is None else instant(event.until)
    return Acknowledgement(event.flag, instant(event.at), until, event.type == "flag.snoozed")


def _split(flag: str) -> tuple[str, int | None]:
    """The rule and scope of a flag's name, and when it rose (ms).

    >>> _split("long-hold agent:ana of billing 1000"), _split("a name from another system")
    (('long-hold agent:ana of billing', 1000), ('a name from another system', None))
    """
    key, _, since = flag.rpartition(" ")
    is_instant = since.isascii() and since.removeprefix("-").isdigit() and len(since) <= 18
    return (key, int(since)) if key and is_instant else (flag, None)


def _applies(answer: Acknowledgement, flag: Condition, now: int, slack: int) -> bool:
    if answer.until is not None and now >= answer.until:
        return False
    rose = _split(answer.flag)[1]
    if rose is None:
        return answer.flag == flag.id
    if answer.is_snooze and answer.until is not None:
        return now >= min(answer.at, rose - slack)
    rose_by_then = flag.since <= max(answer.at, rose) + slack
    return rose_by_then and (flag.since >= rose - slack or now >= answer.at)
