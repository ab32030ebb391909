"""The desk: what stands behind a window. One floor, and the instant of it one looks at.

Owned by the one thread that shows it: events come in by `take`, time by `tick`, finished rows go out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from console.coaching.flags import Flags
from console.coaching.rules import Rulebook
from console.floor.floor import Floor
from console.floor.timeline import NEVER
from console.marks import Marks
from console.metrics.reading import Reading
from console.metrics.windows import rolling
from console.playhead import Playhead
from console.views.attention import SHOWN, attention
from console.views.choices import Choices
from console.views.flag_text import flag
from console.views.floor_view import FloorView, LinkState
from console.views.rows import FloorRows, Link, TimeLine
from console.views.time_line import time_line
from feeds.events import Control, Event

_SECOND = 1000
_LINE_SECONDS = 5.0  # how often the time bar's line is read anew
_LINE_MS = 60_000  # or as soon as the edge has moved so far
_HOURS_SHOWN = 12
_ALL = 1_000


class Desk:
    """A floor and how one looks at it.

    `follows` says whether the floor is live: its edge then moves with the source's clock, and durations and
    ratios are read at whole seconds of it. Away from the edge everything is read at the very instant.
    """

    def __init__(self, floor: Floor, rulebook: Rulebook, choices: Choices, follows: bool) -> None:
        self.floor = floor
        self.follows = follows
        self.flags = Flags(rulebook)
        self.marks = Marks(floor, self.flags)
        self.view = FloorView(floor, choices)
        self.playhead = Playhead(0, 0, follows)
        self.link = LinkState(Link.LOADING)
        self.rows: FloorRows | None = None
        self._acknowledged: set[str] = set()
        self._snoozed: dict[str, int] = {}
        self._most = SHOWN
        self._is_touched = False
        self._looked_at: tuple[int, Link] | None = None
        self._is_stale = True
        self._line_age, self._line_end = _LINE_SECONDS, 0

    # What comes in ---------------------------------------------------------------------------------

    def take(
        self,
        events: Sequence[Event | Control],
        instants: Sequence[int],
        lines: Sequence[int],
        stream: str,
    ) -> None:
        """Apply events, as `Floor.apply_all` does."""
        self.floor.apply_all(events, instants, lines, stream)
        self._is_touched = True

    def touch(self) -> None:
        """The floor has been told something by another hand: a recording that is being opened."""
        self._is_touched = True

    def reach(self, edge: int | None) -> None:
        """The source's clock stands at *edge* (ms); None where only its events tell."""
        floor = self.floor
        if floor.latest == NEVER:
            return
        self.playhead.reach(floor.since, max(floor.latest, floor.latest if edge is None else edge))

    def choose(self, choices: Choices) -> None:
        """Look at the floor by *choices* from now on."""
        self.view.choices = choices
        self._is_stale = True

    # What goes out ---------------------------------------------------------------------------------

    def tick(self, seconds: float) -> FloorRows | None:
        """*seconds* have passed: the rows to show, None while they would be the same."""
        self.playhead.tick(seconds)
        self._line_age += seconds
        if self.floor.latest == NEVER:
            return None
        now = self._instant_to_read()
        if self._is_stale or (now, self.link.link) != self._looked_at:
            self._look(now)
            return self.rows
        if self._is_touched and self.playhead.at_edge and self.rows is not None:
            self._is_touched = False
            self.rows = self.view.glance(self.rows, max(self.floor.latest, now))
            return self.rows
        return None

    def look(self) -> FloorRows:
        """The rows of the instant one stands at, read anew."""
        self._look(self._instant_to_read())
        assert self.rows is not None
        return self.rows

    def _instant_to_read(self) -> int:
        now = self.playhead.now
        return now - now % _SECOND if self.follows and self.playhead.at_edge else now

    def _look(self, now: int) -> None:
        floor = self.floor
        reading = Reading(floor, rolling(now, self.view.choices.window_ms))
        flags = [flag(floor, seen, now) for seen in self.flags.open(reading)]
        snoozed = {name for name, until in self._snoozed.items() if now < until}
        column = attention(floor, flags, now, self._acknowledged, snoozed, self._most)
        rows = self.view.look(now, self.link, flags, column)
        if self.follows and self.playhead.at_edge and self.floor.latest > now:
            rows = self.view.glance(rows, max(self.floor.latest, self.playhead.now))
        self.rows = rows
        self._looked_at, self._is_touched, self._is_stale = (now, self.link.link), False, False

    def line_is_due(self) -> bool:
        """Whether the time bar's line should be read anew; once asked, it counts as read."""
        has_moved = abs(self.playhead.end - self._line_end) >= _LINE_MS
        is_due = (has_moved or self._line_age >= _LINE_SECONDS) and self.floor.latest != NEVER
        if is_due:
            self._line_age, self._line_end = 0.0, self.playhead.end
        return is_due

    def time_line(self) -> TimeLine:
        """The time bar: the service level over what can be read, and the flags found along it so far."""
        head = self.playhead
        start = max(head.start, head.end - _HOURS_SHOWN * 3_600_000) if self.follows else head.start
        marks = self.marks.between(start, head.end)
        return time_line(self.floor, start, head.end, head.now, marks, self.view.choices)

    # What a person does ----------------------------------------------------------------------------

    def move(self, act: Callable[[Playhead], object]) -> None:
        """Let *act* move the playhead; the rows are read anew at the next tick."""
        act(self.playhead)
        self._is_stale = True
        self._line_age = _LINE_SECONDS

    def acknowledge(self, name: str) -> None:
        """Somebody has seen the flag with the id *name*: it steps back behind the others."""
        self._acknowledged.add(name)
        self._is_stale = True

    def show_rest(self, wanted: bool) -> None:
        """Show all flags in the column, or the worst few again."""
        self._most = _ALL if wanted else SHOWN
        self._is_stale = True

    def snooze(self, name: str, seconds: float) -> None:
        """The flag with the id *name* is not shown for *seconds* of event time."""
        self._snoozed[name] = self.playhead.now + round(seconds * 1000)
        self._is_stale = True
