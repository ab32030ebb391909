"""The playhead: at which instant of the floor's time line one stands, and how fast it moves."""

from __future__ import annotations

from feeds.events import instant_text


class Playhead:
    """Where one stands on the time line [start, end] (ms): at its edge, or at an instant of the past.

    A live floor's edge moves by itself (`set_range`), and who stands at it moves along. Away from the edge
    one stands still, or plays on at `speed` until the edge is met. Of a recording the edge is its end.
    """

    def __init__(self, start: int, end: int, follows: bool) -> None:
        self.start = start
        self.end = end
        self.speed = 1.0
        self.playing = False
        self.at_edge = True
        self._follows = follows
        self._position = float(end)

    @property
    def now(self) -> int:
        """The instant one stands at, in ms."""
        return self.end if self.at_edge else int(self._position)

    def set_range(self, start: int, end: int) -> None:
        """The time line is now [start, end]; what lies before *start* is gone, and one is moved up to it."""
        self.start, self.end = start, max(start, end)
        if not self.at_edge:
            self._position = min(max(self._position, start), self.end)

    def seek(self, at: int) -> None:
        """Stand at the instant *at* (ms), or at the end of the time line that is nearer."""
        self._position = float(min(max(at, self.start), self.end))
        self.at_edge = self._position >= self.end
        if self.at_edge and not self._follows:
            self.playing = False

    def step(self, seconds: float) -> None:
        """Go *seconds* on, or back where below zero, and stand there."""
        self.playing = False
        self.seek(self.now + round(seconds * 1000))

    def play(self) -> None:
        """Move on from here; from the beginning where a recording has been played to its end."""
        if self.at_edge and not self._follows:
            self.seek(self.start)
        self.playing = self.end > self.start

    def set_speed(self, speed: float) -> None:
        """Play at *speed* times the clock on the wall from now on."""
        self.speed = speed

    def pause(self) -> None:
        """Stand still here, also at the edge of a live floor, which then moves away."""
        if self.at_edge and self._follows:
            self._position, self.at_edge = float(self.end), False
        self.playing = False

    def go_live(self) -> None:
        """Stand at the edge."""
        self.at_edge, self.playing = True, False

    def tick(self, seconds: float) -> None:
        """*seconds* of the clock on the wall have passed."""
        if self.playing and not self.at_edge:
            self._position += seconds * 1000 * self.speed
            if self._position >= self.end:
                self.go_live()


def move_to(head: Playhead, wanted: int) -> list[str]:
    """Let *head* stand at the instant *wanted* (ms); what to tell a person where there is no such instant."""
    head.seek(wanted)
    if head.start <= wanted <= head.end:
        return []
    side, edge = ("before", "start") if wanted < head.start else ("after", "end")
    return [f"{instant_text(wanted)} is {side} the recording: showing its {edge}, {instant_text(head.now)}"]
