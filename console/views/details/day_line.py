"""An agent's day line: spans of states, contacts and schedule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from console.floor.ledgers.codes import IDENTITY, State, reason_of
from console.floor.ledgers.schedule import ScheduleSpan
from console.metrics.reading.live_legs import LegPart, LiveLeg
from console.metrics.reading.reading import Reading
from console.views.floor.agent_tiles import DIRECT, STATE_NAMES, WORDS
from console.views.rows import Stretch
from console.views.text import word_text


def state_stretches(reading: Reading, agent: int) -> tuple[Stretch, ...]:
    """The agent's effective states (with reasons) over the reading's window, except offline."""
    window = reading.window
    moments = list(_moments(reading, agent))
    reasons = reading.floor.roster.reasons
    found: list[Stretch] = []
    ends = [at for at, _ in moments[1:]] + [window.end]
    for (start, code), end in zip(moments, ends, strict=True):
        state, reason = code & 7, reason_of(code)
        if state in (State.OFFLINE, State.ABSENT) or end <= start:
            continue
        words = word_text(reasons[reason]) if state == State.NOT_READY and reason else WORDS[state]
        last = found[-1] if found else None
        if last is not None and (last.end, last.kind, last.text) == (start, STATE_NAMES[state], words):
            found[-1] = Stretch(last.start, end, last.kind, last.text)
        else:
            found.append(Stretch(start, end, STATE_NAMES[state], words))
    return tuple(found)


def _moments(reading: Reading, agent: int) -> Iterator[tuple[int, int]]:
    """(start, code) of the agent's states in the window, in order; ignores changes of team only."""
    window, timeline = reading.window, reading.books.timeline
    own = np.flatnonzero(reading.tenure_agent == agent)
    first = timeline.as_of(window.after, window.start, known_at=window.until)
    codes = [int(code) for code in first.code[own] if code & 7 != State.ABSENT]
    code = codes[0] if codes else int(State.OFFLINE)
    yield window.start, code
    rows = timeline.rows.window(window.after, window.until)
    mine = np.flatnonzero(np.isin(rows["tenure"], own) & (rows["code"] & 7 != State.ABSENT))
    mine = mine[np.argsort(rows["at"][mine], kind="stable")]
    for at, then in zip(rows["at"][mine].tolist(), rows["code"][mine].tolist(), strict=True):
        if (then ^ code) & IDENTITY:
            code = then
            yield max(at, window.start), code


def contact_stretches(
    reading: Reading, agent: int, live: Iterable[LiveLeg], queue_names: list[str], wrapping_since: int | None
) -> tuple[Stretch, ...]:
    """The agent's contacts in the window, each while talking or on hold; *live* are the open ones."""
    window, legs = reading.window, reading.legs
    mine = np.flatnonzero(reading.tenure_agent[legs["tenure"]] == agent)
    at, wrap, ago = legs["at"][mine], legs["wrap"][mine], legs["answered_ago"][mine]
    columns = ((at - ago).tolist(), (at - wrap).tolist(), legs["queue"][mine].tolist())
    spans = list(zip(*columns, strict=True))
    for _, part, queue, _, since in live:
        if part == LegPart.LIVE:
            spans.append((since, window.end, queue))
        elif part == LegPart.WRAPPING:
            spans.append((since, window.end if wrapping_since is None else wrapping_since, queue))
    return in_lanes(
        Stretch(
            max(start, window.start), max(end, start), "contact", queue_names[queue] if queue >= 0 else DIRECT
        )
        for start, end, queue in spans
        if max(end, start) >= window.start
    )


def in_lanes(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """*stretches* in order of start, overlapping ones in separate lanes."""
    free_from: list[int] = []
    placed = []
    for stretch in sorted(stretches, key=lambda stretch: (stretch.start, stretch.end)):
        lane = next((lane for lane, end in enumerate(free_from) if end <= stretch.start), len(free_from))
        free_from[lane : lane + 1] = [stretch.end]
        placed.append(Stretch(stretch.start, stretch.end, stretch.kind, stretch.text, lane))
    return tuple(placed)


def schedule_stretches(spans: Iterable[ScheduleSpan]) -> tuple[Stretch, ...]:
    """The scheduled activities as spans."""
    names = ((span, span.activity.name.lower()) for span in spans)
    return tuple(
        Stretch(span.start, span.end, name, word_text(name.replace("_", " "))) for span, name in names
    )
