"""Answers: what people have said of flags: seen, or not now. The one thing about flags that is remembered.

It is said here, or at another desk and told by the source (`flag.acknowledged`, `flag.snoozed`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from console.flags.rules.conditions import Condition
from feeds.events import FlagAcknowledged, FlagSnoozed, instant

_SLACK_MS = 2_000  # the least by which the beginning of one and the same flag may be told differently
Told = FlagAcknowledged | FlagSnoozed


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """A word about the flag called `flag`, said at `at` (ms), which holds until `until` (None: its end).

    `is_here` says that it was said at this desk: it then holds at every instant one goes back to.
    """

    flag: str
    at: int
    until: int | None
    is_snooze: bool
    is_here: bool = False


class Acknowledgements:
    """What has been said of flags. Owned by the desk.

    A flag is told by its rule, its scope and when it rose. A late event may move that instant, so an answer
    is about whatever flag of that rule and scope was up when it was given, for as long as that one stays up.
    A snooze with an end holds until then, also for the next flag of that rule and scope.
    """

    def __init__(self) -> None:
        self._said: list[Acknowledgement] = []

    def acknowledge(self, flag: str, at: int) -> None:
        """Somebody here has seen the flag called *flag*, at *at* (ms)."""
        self._said.append(Acknowledgement(flag, at, None, is_snooze=False, is_here=True))

    def snooze(self, flag: str, at: int, until: int) -> None:
        """Somebody here does not want to see the flag called *flag* from *at* until *until* (ms)."""
        self._said.append(Acknowledgement(flag, at, until, is_snooze=True, is_here=True))

    def to(
        self, seen: Sequence[Condition], now: int, told: Iterable[Told] = (), lateness_ms: int = 0
    ) -> tuple[set[str], set[str]]:
        """The ids of the flags *seen* at *now* (ms) that are acknowledged, and of those that are snoozed.

        *told* is what a source told of flags; what it says later than *now* does not hold yet. Instants of
        one and the same flag may differ by *lateness_ms*.
        """
        by_key: dict[str, list[Acknowledgement]] = {}
        for answer in (*self._said, *map(_acknowledgement, told)):
            if answer.is_here or answer.at <= now:
                by_key.setdefault(_split(answer.flag)[0], []).append(answer)
        acknowledged: set[str] = set()
        snoozed: set[str] = set()
        slack = max(_SLACK_MS, lateness_ms)
        for flag in seen if by_key else ():
            for answer in by_key.get(_split(flag.id)[0], ()):
                if _holds(answer, flag, now, slack):
                    (snoozed if answer.is_snooze else acknowledged).add(flag.id)
        return acknowledged, snoozed


def _acknowledgement(event: Told) -> Acknowledgement:
    until = None if event.until is None else instant(event.until)
    return Acknowledgement(event.flag, instant(event.at), until, event.type == "flag.snoozed")


def _split(flag: str) -> tuple[str, int | None]:
    """The rule and scope in a flag's name, and when it rose (ms).

    >>> _split("long-hold agent:ana of billing 1000"), _split("what another system calls it")
    (('long-hold agent:ana of billing', 1000), ('what another system calls it', None))
    """
    key, _, since = flag.rpartition(" ")
    is_instant = since.isascii() and since.removeprefix("-").isdigit() and len(since) <= 18
    return (key, int(since)) if key and is_instant else (flag, None)


def _holds(answer: Acknowledgement, flag: Condition, now: int, slack: int) -> bool:
    if answer.until is not None and now >= answer.until:
        return False
    rose = _split(answer.flag)[1]
    if rose is None:
        return answer.flag == flag.id
    if answer.is_snooze and answer.until is not None:
        return now >= min(answer.at, rose - slack)
    rose_by_then = flag.since <= max(answer.at, rose) + slack
    return rose_by_then and (flag.since >= rose - slack or now >= answer.at)
