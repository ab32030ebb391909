"""The roster: each agent's day, and the load a floor so staffed can handle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from feeds.simulator.site.catalogue import QueueKind
from feeds.simulator.site.day import CLOSES, OPENS, SLOT, SLOTS, Day, volume
from feeds.simulator.site.erlang import bearable, required
from feeds.simulator.site.random_streams import RandomStream
from feeds.simulator.site.staff import DIGITAL, FAMILY, Person, Staff

_LENGTHS = (510, 420, 480, 270, 390)  # minutes of a shift including breaks, person by person
_BUSIEST = 0.86  # highest planned occupancy for any floor
_BUSIEST_BACKLOG = 0.93  # of the day, for queues without waiting customers
_SLACK = 0.94  # share of those planned who are present
_CAN_BE_SPARED = 8  # smallest staff with days off; a smaller one works every day
_ROUNDS = 4  # rounds of shift assignment: early choices are revised once others are known
ONCE_MORE = 1.07  # entries per contact: some are transferred, cut off, or called back
_EXTRA = ("training", "coaching", "training", "meeting")


class PlannedSpell(NamedTuple):
    """Part of a shift: from, to (minutes of the local day), and the activity."""

    start: int
    end: int
    what: str


@dataclass(slots=True)
class Shift:
    """One agent's day: start, end, and activities other than queues."""

    start: int
    end: int
    away: list[PlannedSpell] = field(default_factory=list)

    def spells(self) -> list[PlannedSpell]:
        """The whole shift, with queue work between the other activities."""
        found: list[PlannedSpell] = []
        at = self.start
        for start, end, what in self.away:
            if start > at:
                found.append(PlannedSpell(at, start, "on_queue"))
            found.append(PlannedSpell(start, end, what))
            at = end
        return [*found, PlannedSpell(at, self.end, "on_queue")] if at < self.end else found


class SiteRoster:
    """The standing plan that staffs every working day, apart from absences. Minutes are local.

    `peak` is, by queue, the contacts per hour at the peak of its curve.
    """

    def __init__(self, staff: Staff, queues: Sequence[QueueKind], flat: bool, rng: RandomStream) -> None:
        self._everyone = staff
        self._flat = flat
        self.queues = list(queues)
        self.shifts: dict[str, Shift] = {}
        self.peak: dict[str, float] = {}
        self._hours: dict[str, tuple[int, int]] = {}
        families = list(dict.fromkeys(frozenset(person.families) for person in staff.people))
        for group in families:
            own = [person for person in staff.people if person.families == group]
            self._staff(own, rng)
        for family in dict.fromkeys(FAMILY[queue.channel] for queue in queues):
            shifts = [self.shifts[person.id] for person in staff.of(family)]
            self._hours[family] = min(s.start for s in shifts), max(s.end for s in shifts)
            if flat:
                self._hours[family] = 0, 24 * 60
            staffed = self._on_queue(family)
            self._load(family, staffed)

    def plan(self, person: Person, day: Day, rng: RandomStream) -> Shift | None:
        """*person*'s shift on *day*; None for a day off."""
        if self._flat:
            return Shift(0, 24 * 60)
        is_there = rng.chance(0.95 if day.works else 0.4)
        if not is_there and len(self._everyone.people) >= _CAN_BE_SPARED:
            return None
        return self.shifts[person.id]

    def rate(self, queue: QueueKind, minute: float) -> float:
        """The contacts per hour that *queue* gets at *minute* of a working day.

        Queues with waiting customers are open whenever anyone is scheduled for them.
        """
        opens, closes = self._hours[FAMILY[queue.channel]]
        if queue.work.patience is not None and not opens <= minute < closes:
            return 0.0
        return self.peak[queue.id] * self._shape(queue, minute)

    def agents_required(self, queue: QueueKind, contacts: float, minutes: float) -> int:
        """The agents required for *contacts* within *minutes*, by the queue's own target."""
        work = queue.work
        load = contacts / minutes * queue.effort / 60
        return required(load, queue.handling, work.threshold, work.target)

    def _shape(self, queue: QueueKind, minute: float) -> float:
        return 1.0 if self._flat else volume(queue.channel, minute % (24 * 60))

    # Shifts ----------------------------------------------------------------------------------------

    def _staff(self, people: Sequence[Person], rng: RandomStream) -> None:
        """Give each of *people* in turn the shift that is needed most."""
        slots = range(OPENS // SLOT, CLOSES // SLOT)
        wanted = {slot: self._wanted(people, slot) for slot in slots}
        lengths = [_LENGTHS[place % len(_LENGTHS)] for place in range(len(people))]
        scale = sum(lengths) / SLOT / (sum(wanted.values()) or 1.0)
        lack = {slot: wanted[slot] * scale for slot in slots}
        begins: list[int] = []
        for turn in range(_ROUNDS * len(people)):
            place = turn % len(people)
            length = lengths[place]
            if turn >= len(people):
                _count(lack, begins[place], length, 1)
            starts = range(OPENS, CLOSES - length + 1, SLOT)
            start = max(starts, key=lambda at: sum(lack[slot] for slot in _slots(at, length)))
            _count(lack, start, length, -1)
            begins[place : place + 1] = [start]
        for person, start, length in zip(people, begins, lengths, strict=True):
            self.shifts[person.id] = Shift(start, start + length, _away(start, length, lack, rng))

    def _wanted(self, people: Sequence[Person], slot: int) -> float:
        served = {name for person in people for name in person.queues}
        minute = slot * SLOT + SLOT / 2
        return sum(q.weight * self._shape(q, minute) for q in self.queues if q.id in served)

    # Load ------------------------------------------------------------------------------------------

    def _on_queue(self, family: str) -> list[float]:
        """How many people of *family* are scheduled for its queues in each slot."""
        there = [0.0] * (24 * 60 // SLOT)
        for person in self._everyone.of(family):
            share = 1 / len(person.families)
            if self._flat:
                there = [count + share for count in there]
                continue
            for start, end, what in self.shifts[person.id].spells():
                if what == "on_queue":
                    for minute in range(start, end, 15):
                        there[minute // SLOT] += share * 15 / SLOT
        return there

    def _load(self, family: str, staffed: Sequence[float]) -> None:
        """Find the volume of *family*'s queues at which the busiest third is busy but manageable."""
        own = [queue for queue in self.queues if FAMILY[queue.channel] == family]
        total = sum(queue.weight for queue in own)
        work = own[0].work
        if (
            work.patience is None
        ):  # work without a waiting customer may be done in the evening: the whole day counts
            heights = sum(
                self._shape(queue, slot * SLOT) * queue.weight for queue in own for slot in range(SLOTS)
            )
            erlangs = _BUSIEST_BACKLOG * _SLACK * sum(staffed) * total / heights
            self._share(own, erlangs)
            return
        asked = []
        for slot, there in enumerate(staffed):
            minute = slot * SLOT + SLOT / 2
            height = sum(q.weight / total * self._shape(q, minute) for q in own)
            if there > 0 and height > 0.25:
                asked.append((height / (there * _SLACK), there))
        asked.sort(reverse=True)
        busy = asked[: max(1, len(asked) // 3)]
        ratio = sum(of for of, _ in busy) / len(busy)
        there = sum(count for _, count in busy) / len(busy)
        handling = sum(queue.handling * queue.weight for queue in own) / total
        most = min(_BUSIEST, bearable(there, handling, work.threshold, work.target))
        erlangs = max(0.15, most * (1.2 if family == DIGITAL else 1.0)) / ONCE_MORE / ratio
        self._share(own, erlangs)

    def _share(self, own: Sequence[QueueKind], erlangs: float) -> None:
        """Distribute *erlangs* of peak work among the queues *own*, by their weights."""
        total = sum(queue.weight for queue in own)
        for queue in own:
            self.peak[queue.id] = erlangs * queue.weight / total * 3600 / queue.effort


def _slots(start: int, length: int) -> range:
    return range(start // SLOT, (start + length) // SLOT)


def _count(lack: dict[int, float], start: int, length: int, change: int) -> None:
    for slot in _slots(start, length):
        lack[slot] += change


def _away(start: int, length: int, lack: dict[int, float], rng: RandomStream) -> list[PlannedSpell]:
    """The breaks of a shift, and for some a training or a meeting, without overlap.

    Each is placed, near its usual time, where the fewest are missing; *lack* counts those away.
    """
    found: list[PlannedSpell] = []

    def place(middle: float, give: int, minutes: int, what: str) -> None:
        times = range(start + 5 * round((middle - give) / 5), start + round(middle) + give + 1, 5)
        at = min(times, key=lambda time: lack.get(time // SLOT, 0.0) + 0.2 * rng.share())
        found.append(PlannedSpell(at, at + minutes, what))
        for minute in range(at, at + minutes, 5):
            lack[minute // SLOT] = lack.get(minute // SLOT, 0.0) + 5 / SLOT

    if length < 300:
        place(length / 2, 40, 15, "break")
        return found
    place(105, 35, 15, "break")
    place(length * 0.53, 50, 30, "lunch")
    if length > 420:
        place(length - 95, 35, 15, "break")
    if rng.chance(0.3):
        place(length * 0.37, 30, 15 if rng.chance(0.5) else 30, rng.pick(_EXTRA))
    found.sort()
    kept: list[PlannedSpell] = []
    for spell in found:
        if not kept or spell.start >= kept[-1].end + 15:
            kept.append(spell)
    return kept
