"""The desk: the model behind a window. One floor, and the instant shown.

Owned by the GUI thread: takes events by `take` and time by `tick`, and returns finished rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from functools import partial

from console.desk.flag_marks import FlagMarks
from console.desk.neighbours import event_beside, flag_beside
from console.desk.playhead import Playhead
from console.flags.acknowledgements import Acknowledgement, Acknowledgements
from console.flags.deviations import Deviations
from console.flags.flags import Flags
from console.flags.rules.conditions import Condition
from console.flags.rules.rules import Rulebook
from console.floor.floor import EventBatch, Floor
from console.floor.ledgers.timeline import NEVER
from console.history.days.records import AnswerRecord
from console.metrics.reading.stepwise import Steps, finished, past_of
from console.views.attention.attention import SHOWN, attention
from console.views.attention.flag_text import flag
from console.views.details.time_bar import time_line
from console.views.floor.choices import Choices
from console.views.floor.floor_view import FloorView, LinkState
from console.views.rows import FloorRows, Link, TimeLine

_SECOND = 1000
_REFRESH_SECONDS = 0.03  # between two refreshes of counts; faster than visible
_LINE_SECONDS = 5.0  # between two readings of the time bar's line
_LINE_MS = 60_000  # or sooner if the edge has moved this far
_MOVED_SECONDS = 0.5
_HOURS_SHOWN = 12  # of a live floor, or as far back as one has gone
_BEFORE_SHOWN_MS = 600_000
_ALL = 1_000


class Shown(Enum):
    """The part of a window that a person can see: only that part is read."""

    NOTHING = "nothing"
    HEADLINE = "headline"  # with the time bar
    FLOOR = "floor"  # everything


class Desk:
    """A floor and the view of it.

    `follows` is whether the floor is live: its edge then moves with the source's clock, and durations and
    ratios are read at its whole seconds. Away from the edge, everything is read at the exact instant. If the
    source falls silent, the floor stays as it was: nothing is concluded from silence.

    `notify`, set by its owner, is called after each request of the user. `instant` is the instant last read,
    in ms; while nothing is shown it moves on, and no rows are read. `live_flags` are the flags up when the
    present of a live source was last read, and that instant; None before.
    """

    def __init__(self, floor: Floor, rulebook: Rulebook, choices: Choices, follows: bool) -> None:
        self.floor = floor
        self.follows = follows
        self.flags = Flags(rulebook)
        self._deviations = Deviations(floor)
        self.marks = FlagMarks(floor, self.flags)
        self.view = FloorView(floor, choices)
        self.playhead = Playhead(0, 0, follows)
        self.link = LinkState(Link.LOADING)
        self.rows: FloorRows | None = None
        self.instant: int | None = None
        self.shown = Shown.FLOOR
        self.notify: Callable[[], object] = lambda: None
        self.acknowledgements = Acknowledgements()
        self.live_flags: tuple[int, list[Condition]] | None = None
        self._most = SHOWN
        self._is_touched = False
        self._read_at: tuple[int, int, Link] | None = None
        self._is_stale = True
        self._steps: Steps[FloorRows] | None = None
        self._past: tuple[int, ...] = ()
        self._was_disturbed = False
        self._refresh_age = _REFRESH_SECONDS
        self._line_age, self._line_end = _LINE_SECONDS, 0
        self._line_of: tuple[object, ...] = ()

    # Input ----------------------------------------------------------------------------------------

    def take(self, batch: EventBatch) -> None:
        """Apply *batch* to the floor."""
        self.floor.apply_all(*batch)
        self._is_touched = True

    def move_edge(self, edge: int | None) -> None:
        """Set the source's clock to *edge* (ms); None if only its events define it."""
        floor = self.floor
        if floor.latest == NEVER:
            return
        self.playhead.set_range(floor.shown_from, max(floor.latest, floor.latest if edge is None else edge))

    def choose(self, choices: Choices) -> None:
        """Apply *choices* to the view."""
        self.view.choices = choices
        self._steps = None
        self._request()

    def show(self, shown: Shown) -> None:
        """Read only what is *shown* from now on; what was hidden is read at the next tick."""
        had, self.shown = self.shown, shown
        if shown is not had:
            self._steps = None
        if shown is not Shown.NOTHING and had is not Shown.FLOOR:
            self._line_age = _LINE_SECONDS
            self._line_of = ()
            self._request()

    def _request(self) -> None:
        self._is_stale = True
        self.notify()

    # Output ---------------------------------------------------------------------------------------

    @property
    def is_requested(self) -> bool:
        """Whether a user request is not shown yet."""
        return self._is_stale and self.rows is not None

    @property
    def is_reading(self) -> bool:
        """Whether a reading has started and not ended."""
        return self._steps is not None

    @property
    def may_take(self) -> bool:
        """Whether events may be applied now: a reading disturbed once must end first."""
        return self._steps is None or not self._was_disturbed

    def tick(self, seconds: float, is_over: Callable[[], bool] = lambda: False) -> FloorRows | None:
        """Advance by *seconds*; returns the rows to show, None if unchanged.

        A reading runs in steps, and pauses until the next tick once *is_over* returns True.
        """
        self.playhead.tick(seconds)
        self._line_age += seconds
        if self.floor.latest == NEVER:
            return None
        now = self._instant_to_read()
        if self.shown is Shown.NOTHING:
            self._read_at, self._is_stale, self.instant = self._standing(now), False, now
            return None
        if self._steps is None and (self._is_stale or self._standing(now) != self._read_at):
            self._steps, self._was_disturbed = self._read_in_steps(now), False
        elif self._steps is not None and self._past != past_of(self.floor):
            self._steps, self._was_disturbed = self._read_in_steps(now), True
        if self._steps is not None and (rows := self._advance(self._steps, is_over)) is not None:
            return rows
        self._refresh_age += seconds
        if self._may_refresh and self._refresh_age >= _REFRESH_SECONDS and self.rows is not None:
            self._is_touched, self._refresh_age = False, 0.0
            self.rows = self.view.refresh_counts(self.rows, max(self.floor.latest, now))
            return self.rows
        return None

    @property
    def _may_refresh(self) -> bool:
        """Whether events have come that refreshed counts would show."""
        is_readable = self._steps is None or self.link.link is Link.LIVE
        return is_readable and self._is_touched and self.playhead.at_edge and self.rows is not None

    @property
    def refresh_seconds(self) -> float:
        """The seconds after the last tick until events that come can be shown."""
        return max(0.0, _REFRESH_SECONDS - self._refresh_age) if self.shown is not Shown.NOTHING else 0.0

    @property
    def due_seconds(self) -> float | None:
        """The seconds after the last tick until there is something to read, though nothing comes; None if
        there is not."""
        if self.floor.latest == NEVER:
            return None
        head = self.playhead
        if self.is_reading or self._is_stale or (head.playing and not head.at_edge):
            return 0.0
        if self.shown is Shown.NOTHING:
            return None
        if self._may_refresh:
            return self.refresh_seconds
        return None if self.follows else self._line_seconds

    @property
    def _line_seconds(self) -> float | None:
        """The seconds until the time bar's line is due; None while it would be the same."""
        if self.shown is Shown.NOTHING or self.floor.latest == NEVER or self._line_of == self._line_is_of():
            return None
        has_moved = abs(self.playhead.end - self._line_end) >= _LINE_MS
        return max(0.0, (_MOVED_SECONDS if has_moved else _LINE_SECONDS) - self._line_age)

    def _line_is_of(self) -> tuple[object, ...]:
        head = self.playhead
        return head.start, head.end, head.now, self.floor.applied, self.marks.count, self.view.choices

    def read(self) -> FloorRows:
        """Read the rows of the instant shown."""
        self._steps = None
        return self._note(finished(self._read_in_steps(self._instant_to_read())))

    def _note(self, rows: FloorRows) -> FloorRows:
        self.rows, self.instant = rows, rows.now
        return rows

    def _instant_to_read(self) -> int:
        now = self.playhead.now
        if not (self.follows and self.playhead.at_edge):
            return now
        if (age := self._silent_seconds()) is not None:
            heard = round((now - age * 1000) / _SECOND) * _SECOND
            now = min(now, max(self.floor.since, self.floor.latest, heard))
        return now - now % _SECOND

    def _silent_seconds(self) -> float | None:
        """How long the source has been silent; None while it is not."""
        return self.link.age_seconds if self.link.link.is_old else None

    def _standing(self, now: int) -> tuple[int, int, Link]:
        """The values that require a new reading when they change; for a silent source, also its age."""
        silent = self._silent_seconds()
        return now, 0 if silent is None else int(silent), self.link.link

    def _advance(self, reading: Steps[FloorRows], is_over: Callable[[], bool]) -> FloorRows | None:
        try:
            next(reading)
            while not is_over():
                next(reading)
        except StopIteration as end:
            self._steps = None
            return self._note(end.value)
        except Exception:
            self._steps = None
            raise
        return None

    def _read_in_steps(self, now: int) -> Steps[FloorRows]:
        floor, link, view = self.floor, self.link, self.view
        self._read_at, self._is_stale, self._past = self._standing(now), False, past_of(floor)
        if self.shown is Shown.HEADLINE and self.rows is not None:
            return (yield from view.headline_in_steps(view.reading(now), link, self.rows))
        is_live = link.link is Link.LIVE and self.playhead.at_edge and not link.catches_up
        reading = view.reading(now)
        yield from reading.steps()
        open_now = yield from self.flags.opening(reading, self._silent_seconds(), self.playhead.end)
        if is_live:
            self.live_flags = now, open_now
        acknowledged, snoozed = self.acknowledgements.to(open_now, now, floor.notes, floor.lateness_ms)
        flags = [flag(floor, seen, now, self._deviations.of(seen, now)) for seen in open_now]
        until = self.acknowledgements.until
        column = partial(attention, floor, flags, now, acknowledged, snoozed, self._most, until)
        yield
        rows = yield from view.read_in_steps(reading, link, flags, column)
        if self.follows and self.playhead.at_edge and self.floor.latest > now:
            rows = self.view.refresh_counts(rows, max(self.floor.latest, self.playhead.now))
        self._is_touched = False
        return rows

    def line_is_due(self) -> bool:
        """Whether the time bar's line is due; calling it marks the line as read."""
        is_due = self._line_seconds == 0.0
        if is_due:
            self._line_age, self._line_end, self._line_of = 0.0, self.playhead.end, self._line_is_of()
        return is_due

    def time_line(self) -> TimeLine:
        """The time bar: the service level over the readable span, and the flags found so far."""
        head = self.playhead
        newest = min(head.end - _HOURS_SHOWN * 3_600_000, head.now - _BEFORE_SHOWN_MS)
        start = max(head.start, newest) if self.follows else head.start
        marks = self.marks.between(start, head.end)
        return time_line(self.floor, start, head.end, head.now, marks, self.view.choices)

    def beside(self, what: str, is_later: bool) -> int | None:
        """The instant (ms) of the next `event` or `flag` after the one shown, or before; None without one."""
        head = self.playhead
        if what == "event":
            return event_beside(self.floor, head.now, is_later)
        return flag_beside(self.marks.between(head.start, head.end), head.now, is_later)

    # Actions -------------------------------------------------------------------------------------

    def move(self, act: Callable[[Playhead], object]) -> None:
        """Move the playhead with *act*; the rows are read at the next tick."""
        act(self.playhead)
        self._request()

    def acknowledge(self, name: str) -> None:
        """Acknowledge the flag with the id *name*: it moves behind the others."""
        self.acknowledgements.acknowledge(name, self.playhead.now)
        self._request()

    def restore(self, answers: Iterable[AnswerRecord]) -> None:
        """Take the *answers* to flags that were given here before a restart."""
        for answer in answers:
            if answer.answer == "acknowledged":
                self.acknowledgements.acknowledge(answer.flag, answer.at)
            elif answer.answer == "snoozed" and answer.until is not None:
                self.acknowledgements.snooze(answer.flag, answer.at, answer.until)
            elif answer.answer == "undone":
                self.acknowledgements.undo(answer.flag)
            elif answer.answer == "woken":
                self.acknowledgements.withdraw(answer.flag)
        self._request()

    def show_rest(self, wanted: bool) -> None:
        """Show all flags in the column, or the worst few again."""
        self._most = _ALL if wanted else SHOWN
        self._request()

    def snooze(self, name: str, seconds: float) -> None:
        """Hide the flag with the id *name* for *seconds* of event time."""
        now = self.playhead.now
        self.acknowledgements.snooze(name, now, now + round(seconds * 1000))
        self._request()

    def undo(self) -> Acknowledgement | None:
        """Take back the last answer to a flag, and return it; None if there is none."""
        answer = self.acknowledgements.undo()
        self._request()
        return answer

    def wake(self, name: str) -> None:
        """Show the snoozed flag with the id *name* again."""
        if self.acknowledgements.withdraw(name):
            self._request()
