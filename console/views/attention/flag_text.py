"""Flags as text, from the texts of their rules."""

from __future__ import annotations

from dataclasses import dataclass

from console.flags.rules.conditions import Condition
from console.flags.rules.rules import Rule
from console.flags.rules.watched_metrics import MEASURES
from console.floor.floor import Floor
from console.metrics.reading.normal_range import Deviation, Verdict
from console.metrics.reading.severity import Severity
from console.views.goals import LIMIT_WORDS, MAXIMUM_WORDS, MINIMUM_WORDS, SIGNAL_WORDS, Words
from console.views.metric_words import METRICS, RATE
from console.views.names import queue_name
from console.views.rows import Figure
from console.views.text import (
    NONE,
    goal_share_text,
    goal_time_text,
    measured_text,
    number_text,
    plain_text,
    share_text,
    timer_text,
    window_text,
)

# What agents do who do it for too long or too early.
ACTIVITIES = {
    "break": "break",
    "lunch": "lunch",
    "meeting": "meeting",
    "training": "training",
    "coaching": "coaching",
    "other": "other work",
}
CAUSES = {
    "late_start": "Late to start",
    "left_early": "Left early",
    "not_logged_in": "Not logged in",
    "long_break": "{activity} too long",
    "early_break": "Early to {activity}",
    "unscheduled_break": "Break not scheduled",
    "worked_over": "Worked over",
    "late_to_break": "Late to break",
    "wrong_activity": "Not as scheduled",
}


# Metrics not measured in seconds.
_UNITS = {
    "service_level": "share",
    "sentiment_falling": "points",
    "missed": "count",
    "help_requested": "count",
}
_DIGITS = {"points": 1, "ratio": 2}
# Watches that raise a flag for what happens, not for a value past its goal.
_SIGNALS = ("help_requested", "sentiment_falling")


@dataclass(frozen=True, slots=True)
class Flag:
    """The text of a flag. `since` (ms) is when it rose; `what` is one line, `brief` a few words for a tile,
    `why` the detail beside it, `word` what its severity is called. `figure` is the one that was watched,
    `is_help` whether it is a request for help."""

    id: str
    scope: str
    severity: Severity
    since: int
    what: str
    brief: str
    why: str
    word: str
    figure: Figure | None = None
    is_help: bool = False


class _Words(dict[str, str]):
    """The words of a rule's texts for one flag, each built when a text asks for it."""

    def __init__(self, floor: Floor, seen: Condition, now: int) -> None:
        super().__init__()
        self._floor = floor
        self._seen = seen
        self._now = now

    def __missing__(self, name: str) -> str:
        word = self[name] = self._word(name)
        return word

    def _word(self, name: str) -> str:
        seen, rule = self._seen, self._seen.rule
        if name == "value":
            return value_text(rule, seen.value, seen.goal if rule.metric is None else _limit(rule, seen))
        if name in ("goal", "limit"):
            return _limit_text(rule, seen.goal if name == "goal" else _limit(rule, seen))
        if name == "times":
            return times_text(seen.value / seen.goal) if seen.goal else ""
        if name == "window":
            return window_text(rule.window_seconds)
        if name == "queue":
            return queue_name(self._floor, seen.queue, self._now) if seen.queue else ""
        if name == "cause":
            return cause_text(seen.cause, seen.activity)
        if name == "waiting":
            return number_text(seen.waiting)
        raise KeyError(name)


def cause_text(cause: str, activity: str) -> str:
    """Why an agent is out of adherence, with the *activity* of their not-ready reason.

    >>> cause_text("long_break", "training"), cause_text("early_break", "lunch"), cause_text("left_early", "")
    ('Training too long', 'Early to lunch', 'Left early')
    """
    known = CAUSES.get(cause)
    if known is None:
        return plain_text(cause)
    said = known.format(activity=ACTIVITIES.get(activity, "break"))
    return said[:1].upper() + said[1:]


def flag(floor: Floor, seen: Condition, now: int, found: Deviation | None = None) -> Flag:
    """*seen* as text in its rule's wording, at *now* (ms), with what chance makes of its deviation."""
    rule, words = seen.rule, _Words(floor, seen, now)
    what = plain_text(rule.what.format_map(words))
    brief = plain_text(rule.brief.format_map(words)) if rule.brief else what
    why = plain_text(rule.why.format_map(words)) if rule.why else ""
    if found is not None:
        why = ", ".join(filter(None, (why, _range_text(floor, seen.scope, found, now))))
    word = _severity_words(rule)[seen.severity]
    figure, is_help = watched_figure(seen), rule.watch == "help_requested"
    return Flag(seen.id, seen.scope, seen.severity, seen.since, what, brief, why, word, figure, is_help)


# The metric behind each watch that has one.
_WATCHED = {
    "longest_wait": "longest_wait_seconds",
    "service_level": "service_level.offered",
    "time_in_state": "time_in_state_seconds",
    "contact_time": "time_in_state_seconds",
    "idle_while_waiting": "time_in_state_seconds",
    "out_of_adherence": "time_in_state_seconds",
    "missed": "missed_rate",
}


def watched_figure(seen: Condition) -> Figure | None:
    """The figure whose value raised *seen*; None for what happens, such as a request for help."""
    rule = seen.rule
    metric = rule.metric or _WATCHED.get(rule.watch)
    if metric is None:
        return None
    window = rule.window_seconds if rule.metric or rule.watch in ("service_level", "missed") else None
    text = value_text(rule, seen.value, seen.goal)
    label = METRICS[metric][0] if metric in METRICS else "Time in state"
    return Figure(metric, seen.scope, text, seen.value, seen.severity, window, label)


def _severity_words(rule: Rule) -> Words:
    """What the severities of *rule*'s flags are called."""
    if rule.watch in _SIGNALS:
        return SIGNAL_WORDS
    if rule.watch == "service_level" or rule.side == "below":
        return MINIMUM_WORDS
    is_rate = rule.metric is not None and METRICS[rule.metric][1] is RATE
    return MAXIMUM_WORDS if is_rate else LIMIT_WORDS


def _range_text(floor: Floor, scope: str, found: Deviation, now: int) -> str:
    """What chance makes of a deviation: nothing is said of a signal."""
    if found.verdict is Verdict.SIGNAL:
        return ""
    contacts = _counted_text(floor, scope, found, now)
    if found.verdict is Verdict.TOO_FEW:
        return f"too few to tell ({contacts})"
    return f"within normal range ({contacts})"


def _counted_text(floor: Floor, scope: str, found: Deviation, now: int) -> str:
    kind, _, name = scope.partition(":")
    is_voice = name == "voice" if kind == "channel" else False
    if kind == "queue":
        is_voice = floor.queues.queues[name].profiles.at(now).channel == "voice"
    one, many = ("call", "calls") if is_voice else ("contact", "contacts")
    text = f"{number_text(found.number)} {one if found.number == 1 else many}"
    if found.effective < found.number - 0.5:
        text += f", effective {number_text(round(found.effective))}"
    return text


def times_text(share: float) -> str:
    """A factor as text.

    >>> times_text(2.41), times_text(12.0)
    ('2.4×', '12×')
    """
    return f"{share:.0f}×" if share >= 10 else f"{share:.1f}×"


def _limit(rule: Rule, seen: Condition) -> float | None:
    """The limit that was exceeded, in the units of the value."""
    limit = rule.warning if seen.severity is Severity.WARNING else rule.breach
    if limit is not None and rule.watch == "service_level":
        limit += seen.goal or 0.0
    elif limit is not None and (rule.goal is not None or rule.watch in ("longest_wait", "contact_time")):
        limit *= seen.goal or 0.0
    return limit


def _unit(rule: Rule) -> str:
    return _UNITS.get(rule.watch, "seconds") if rule.metric is None else MEASURES[rule.metric].unit


def _limit_text(rule: Rule, limit: float | None) -> str:
    """A goal or limit of *rule*, as configured."""
    unit = _unit(rule)
    if unit == "share":
        return goal_share_text(limit)
    return goal_time_text(limit) if unit == "seconds" else number_text(limit, _DIGITS.get(unit, 0))


def value_text(rule: Rule, value: float, goal: float | None = None) -> str:
    """The watched value as text; a value past *goal* is never rounded to it."""
    if value != value:
        return NONE
    unit, is_most = _unit(rule), rule.metric is not None and rule.side == "above"
    if unit == "share":
        return share_text(value, goal, is_most)
    if unit != "seconds":
        return number_text(value, _DIGITS.get(unit, 0))
    # Below a limit, round down: a mean of 59.7 s under 60 s is not 1:00.
    return measured_text(value, goal) if is_most else timer_text(value, goal)
