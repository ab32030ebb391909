"""The playhead: the instant shown on the floor's time line, and the playback speed."""

from __future__ import annotations

from feeds.events import instant_text


class Playhead:
    """A position on the time line [start, end] (ms): at its edge, or at an instant of the past.

    A live floor's edge moves (`set_range`), and a playhead at the edge moves with it. Away from the edge it
    is paused, or plays at `speed` up to the edge. The edge of a recording is its end. `is_over_live` is set
    for an archived day that is shown while a live floor goes on.
    """

    def __init__(self, start: int, end: int, follows: bool) -> None:
        self.start = start
        self.end = end
        self.speed = 1.0
        self.playing = False
        self.at_edge = True
        self.is_over_live = False
        self._follows = follows
        self._position = float(end)

    @property
    def now(self) -> int:
        """The instant shown, in ms."""
        return self.end if self.at_edge else int(self._position)

    def set_range(self, start: int, end: int) -> None:
        """Set the time line to [start, end]; a position before *start* moves up to it."""
        self.start, self.end = start, max(start, end)
        if not self.at_edge:
            self._position = min(max(self._position, start), self.end)

    def seek(self, at: int) -> None:
        """Move to the instant *at* (ms), clamped to the time line."""
        self._position = float(min(max(at, self.start), self.end))
        self.at_edge = self._position >= self.end
        if self.at_edge and not self._follows:
            self.playing = False

    def stop_at(self, at: int) -> None:
        """Move to the instant *at* (ms), and pause there."""
        self.playing = False
        self.seek(at)

    def step(self, seconds: float) -> None:
        """Move by *seconds*, back if negative, and pause."""
        self.stop_at(self.now + round(seconds * 1000))

    def play(self) -> None:
        """Play from here; from the start if a recording is at its end."""
        if self.at_edge and not self._follows:
            self.seek(self.start)
        self.playing = self.end > self.start

    def set_speed(self, speed: float) -> None:
        """Set the speed to *speed* times real time."""
        self.speed = speed

    def pause(self) -> None:
        """Pause here, even at the edge of a live floor, which then moves ahead."""
        if self.at_edge and self._follows:
            self._position, self.at_edge = float(self.end), False
        self.playing = False

    def go_live(self) -> None:
        """Move to the edge."""
        self.at_edge, self.playing = True, False

    def tick(self, seconds: float) -> None:
        """Advance by *seconds* of real time."""
        if self.playing and not self.at_edge:
            self._position += seconds * 1000 * self.speed
            if self._position >= self.end:
                self.go_live()


def move_to(head: Playhead, wanted: int) -> list[str]:
    """Move *head* to the instant *wanted* (ms); returns a message if there is no such instant."""
    head.seek(wanted)
    if head.start <= wanted <= head.end:
        return []
    side, edge = ("before", "start") if wanted < head.start else ("after", "end")
    return [f"{instant_text(wanted)} is {side} the recording: showing its {edge}, {instant_text(head.now)}"]
