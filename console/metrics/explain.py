"""Explain: a figure, its variant and formula, and every contact or spell it counted or left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from console.floor.floor import Floor
from console.floor.vocabulary import Activity, Outcome, State
from console.metrics.evidence import Evidence, Scope, ScopeError, Spell, Stay
from console.metrics.handling import agent_figures
from console.metrics.outcomes import automated, resolutions, served_customers
from console.metrics.reading import Reading
from console.metrics.report import agent_row, queue_row
from console.metrics.service_level import queue_figures
from console.metrics.windows import Window
from feeds.events import instant_text

JSON = dict[str, Any]
Number = int | float


@dataclass(frozen=True, slots=True)
class Item:
    """One thing counted: who or what, from when to when (ms, None where it goes on), and what it adds."""

    who: JSON
    start: int | None
    end: int | None
    value: Number


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One thing near the figure that is no part of it, and why."""

    who: JSON
    reason: str


@dataclass(slots=True)
class Account:
    """What a figure is made of. Where it is a ratio, its value is numerator ÷ denominator × scale."""

    formula: str
    counted: list[Item] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    numerator: Number | None = None
    denominator: Number | None = None
    variant: str | None = None


class UnknownMetricError(ValueError):
    """No metric has this name; the message lists those there are."""


_Explainer = Callable[[Evidence], Account]
_QUEUE_SCOPES = ("floor", "queue", "channel")
_AGENT_SCOPES = ("floor", "team", "agent")
_ANY_SCOPE = ("floor", "queue", "channel", "team", "agent")
_HANDLING = (State.ON_CONTACT, State.HOLD, State.WRAP_UP)
_READY = (State.AVAILABLE, State.RINGING)
_DEFLECTED = {
    Outcome.CALLBACK: "deflected to a callback",
    Outcome.VOICEMAIL: "deflected to voicemail",
    Outcome.OVERFLOW: "overflowed to another queue",
    Outcome.BOT: "deflected to a bot",
    Outcome.TIMEOUT: "timed out of the queue",
    Outcome.OTHER: "left the queue otherwise",
    Outcome.LOST: "lost from sight when the source told its present anew",
}


def explain(floor: Floor, metric: str, scope: Scope, window: Window) -> JSON:
    """The account of *metric* (a key of the report, such as `service_level.offered`) as plain data.

    Counted values add up to the numerator. Raises UnknownMetricError, or ScopeError for a scope that the
    metric has no figure for.
    """
    if metric not in EXPLAINERS:
        raise UnknownMetricError(f"{metric!r} is no metric; there are: {', '.join(sorted(EXPLAINERS))}")
    explainer, scopes = EXPLAINERS[metric]
    if scope.kind not in scopes:
        raise ScopeError(f"{metric} has no figure for {scope}; its scopes are {', '.join(scopes)}")
    reading = Reading(floor, window)
    evidence = Evidence(reading, scope)
    account = explainer(evidence)
    return {
        "metric": metric,
        "variant": account.variant,
        "scope": str(scope),
        "at": instant_text(window.end),
        "window_seconds": window.seconds,
        "value": _value(evidence, metric),
        "numerator": account.numerator,
        "denominator": account.denominator,
        "formula": account.formula,
        "counted": [
            {
                **item.who,
                "from": None if item.start is None else instant_text(item.start),
                "to": None if item.end is None else instant_text(item.end),
                "value": item.value,
            }
            for item in account.counted
        ],
        "left_out": [{**item.who, "reason": item.reason} for item in account.left_out],
    }


def _value(evidence: Evidence, metric: str) -> Any:
    """The figure as the report has it."""
    row: Any = {}
    kind = evidence.scope.kind
    if kind in _QUEUE_SCOPES:
        figures = queue_figures(evidence.reading)[("queue", "channel", "floor").index(kind)]
        row = queue_row(figures, evidence.index)
    if kind in _AGENT_SCOPES:
        people = agent_figures(evidence.reading)[("agent", "team", "floor").index(kind)]
        row = {**row, **agent_row(people, evidence.index)}
    for key in metric.split("."):
        row = row[key]
    return row


# Queues --------------------------------------------------------------------------------------------


def _stay(stay: Stay, value: Number) -> Item:
    return Item({"contact": stay.contact}, stay.start, stay.end, value)


def _why_not(stay: Stay) -> str:
    if stay.outcome is Outcome.ANSWERED:
        return "answered in time" if stay.in_time else "answered late"
    if stay.outcome is Outcome.ABANDONED:
        if stay.short:
            return "short abandon"
        return "abandoned within the threshold" if stay.in_time else "abandoned"
    return "still waiting" if stay.outcome is None else _DEFLECTED[stay.outcome]


def _entries(
    evidence: Evidence,
    account: Account,
    counts: Callable[[Stay], bool],
    value: Callable[[Stay], Number],
    stays: Iterable[Stay] | None = None,
) -> Account:
    for stay in evidence.stays() if stays is None else stays:
        if counts(stay):
            account.counted.append(_stay(stay, value(stay)))
        else:
            account.left_out.append(LeftOut({"contact": stay.contact}, _why_not(stay)))
    for contact, _ in evidence.outbound() if stays is None else ():
        account.left_out.append(LeftOut({"contact": contact}, "outbound"))
    return _summed(account)


def _summed(account: Account) -> Account:
    account.numerator = _total(item.value for item in account.counted)
    return account


def _total(values: Iterable[Number]) -> Number:
    return round(sum(values), 3)


def _answered(stay: Stay) -> bool:
    return stay.outcome is Outcome.ANSWERED


def _abandoned(stay: Stay) -> bool:
    return stay.outcome is Outcome.ABANDONED


def _taken_in_time(stay: Stay) -> int:
    return int(_answered(stay) and stay.in_time)


_VARIANTS: dict[str, tuple[str, Callable[[Stay], bool], Callable[[Stay], Number]]] = {
    "offered": (
        "answered in time ÷ (answered + abandoned − short abandons)",
        lambda stay: _answered(stay) or (_abandoned(stay) and not stay.short),
        _taken_in_time,
    ),
    "answered": ("answered in time ÷ answered", _answered, _taken_in_time),
    "ignored": (
        "answered in time ÷ (answered + abandoned − abandoned in time)",
        lambda stay: _answered(stay) or (_abandoned(stay) and not stay.in_time),
        _taken_in_time,
    ),
    "positive": (
        "(answered in time + abandoned in time) ÷ (answered + abandoned)",
        lambda stay: _answered(stay) or _abandoned(stay),
        lambda stay: int(stay.in_time),
    ),
    "strict": (
        "answered in time ÷ (answered + abandoned + deflected)",
        lambda stay: stay.outcome is not Outcome.LOST,
        _taken_in_time,
    ),
}


def _service_level(variant: str) -> _Explainer:
    formula, counts, value = _VARIANTS[variant]

    def explainer(evidence: Evidence) -> Account:
        account = _entries(evidence, Account(formula, variant=variant), counts, value)
        account.denominator = len(account.counted)
        for stay in evidence.open_stays():
            account.left_out.append(LeftOut({"contact": stay.contact}, "still waiting"))
        return account

    return explainer


def _live(evidence: Evidence) -> Account:
    formula = "answered in time ÷ (answered + abandoned − short abandons + waiting past the threshold)"
    _, counts, value = _VARIANTS["offered"]
    account = _entries(evidence, Account(formula, variant="live"), counts, value)
    for stay in evidence.open_stays():
        if stay.in_time:
            reason = "still waiting, within the threshold"
            account.left_out.append(LeftOut({"contact": stay.contact}, reason))
        else:
            account.counted.append(_stay(stay, 0))
    account.denominator = len(account.counted)
    return account


def _count(formula: str, counts: Callable[[Stay], bool]) -> _Explainer:
    def explainer(evidence: Evidence) -> Account:
        return _entries(evidence, Account(formula), counts, lambda _: 1)

    return explainer


def _mean_wait(formula: str, counts: Callable[[Stay], bool]) -> _Explainer:
    def explainer(evidence: Evidence) -> Account:
        account = _entries(evidence, Account(formula), counts, lambda stay: stay.wait / 1000)
        account.denominator = len(account.counted)
        return account

    return explainer


def _chosen_wait(formula: str, counts: Callable[[Stay], bool]) -> _Explainer:
    """A wait picked from many: all are listed, none adds up to it."""

    def explainer(evidence: Evidence) -> Account:
        account = _entries(evidence, Account(formula), counts, lambda stay: stay.wait / 1000)
        account.counted.sort(key=lambda item: item.value)
        account.numerator = None
        return account

    return explainer


def _abandon_rate(evidence: Evidence) -> Account:
    formula = "(abandoned − short abandons) ÷ (answered + abandoned − short abandons)"
    _, counts, _ = _VARIANTS["offered"]
    account = _entries(evidence, Account(formula), counts, lambda stay: int(_abandoned(stay)))
    account.denominator = len(account.counted)
    return account


def _recovery(evidence: Evidence) -> Account:
    account = _service_level("offered")(evidence)
    account.formula = (
        "the least n with (answered in time + n) ÷ (answered + abandoned − short abandons + n) ≥ target"
    )
    return account


def _waiting(formula: str, counts: Callable[[Stay], bool], picks: bool = False) -> _Explainer:
    def explainer(evidence: Evidence) -> Account:
        account = _entries(
            evidence,
            Account(formula),
            counts,
            lambda stay: stay.wait / 1000 if picks else 1,
            evidence.open_stays(),
        )
        if picks:
            account.numerator = None
        return account

    return explainer


def _started(evidence: Evidence) -> Account:
    account = Account("entries that started in the window")
    account.counted = [Item({"contact": who}, at, None, 1) for who, at in evidence.started()]
    return _summed(account)


def _serving(formula: str, counts: Callable[[State], bool]) -> _Explainer:
    def explainer(evidence: Evidence) -> Account:
        account = Account(formula)
        now = evidence.reading.window.end
        for agent, state in evidence.serving():
            if counts(state):
                account.counted.append(Item({"agent": agent}, now, None, 1))
            else:
                reason = state.name.lower().replace("_", " ")
                account.left_out.append(LeftOut({"agent": agent}, reason))
        return _summed(account)

    return explainer


def _setting(formula: str) -> _Explainer:
    return lambda evidence: Account(formula)


# Agents --------------------------------------------------------------------------------------------


def _legs(formula: str, value: Callable[[Any], Number], is_count: bool = False) -> _Explainer:
    def explainer(evidence: Evidence) -> Account:
        account = Account(formula)
        for leg in evidence.legs():
            who = {"contact": leg.contact, "agent": leg.agent}
            account.counted.append(Item(who, leg.start, leg.end, value(leg)))
        if not is_count:
            account.denominator = len(account.counted)
        return _summed(account)

    return explainer


def _missed_rate(evidence: Evidence) -> Account:
    account = Account("missed ÷ offered, events in the window", denominator=0)
    offered = 0
    for contact, agent, at, missed in evidence.offers():
        offered += not missed
        account.counted.append(Item({"contact": contact, "agent": agent}, at, at, int(missed)))
    account.denominator = offered
    return _summed(account)


def _times(
    formula: str,
    counts: Callable[[Spell], bool],
    value: Callable[[Spell], float],
    why_not: Callable[[Spell], str] = lambda spell: spell.state.name.lower().replace("_", " "),
) -> _Explainer:
    def explainer(evidence: Evidence) -> Account:
        account = Account(formula)
        total = 0
        for spell in evidence.spells():
            if counts(spell):
                total += spell.end - spell.start
                who = {"agent": spell.agent}
                amount = round(value(spell) * (spell.end - spell.start) / 1000, 3)
                account.counted.append(Item(who, spell.start, spell.end, amount))
            else:
                account.left_out.append(LeftOut({"agent": spell.agent}, why_not(spell)))
        account.denominator = total / 1000
        return _summed(account)

    return explainer


def _conformance(evidence: Evidence) -> Account:
    account = Account("time in states that fit on_queue ÷ scheduled on_queue time")
    spells = list(evidence.spells())
    asked = {spell.agent for spell in spells if spell.asked is Activity.ON_QUEUE and spell.end > spell.start}
    scheduled = 0
    for spell in spells:
        if spell.agent not in asked:
            account.left_out.append(LeftOut({"agent": spell.agent}, "not scheduled on queue"))
            continue
        if spell.asked is Activity.ON_QUEUE:
            scheduled += spell.end - spell.start
        if spell.state in (*_HANDLING, *_READY):
            seconds = (spell.end - spell.start) / 1000
            account.counted.append(Item({"agent": spell.agent}, spell.start, spell.end, seconds))
    account.denominator = scheduled / 1000
    return _summed(account)


# Outcomes ------------------------------------------------------------------------------------------


def _survey(formula: str, answer: str, value: Callable[[int], Number], is_count: bool = False) -> _Explainer:
    def explainer(evidence: Evidence) -> Account:
        account = Account(formula)
        surveys = evidence.reading.surveys
        for row in evidence.of_tenure(surveys["tenure"]).tolist():
            who = evidence.who(int(surveys["contact"][row]), int(surveys["tenure"][row]))
            score, at = int(surveys[answer][row]), int(surveys["at"][row])
            if score < 0:
                account.left_out.append(LeftOut(who, f"no {answer.upper()} answer"))
            else:
                account.counted.append(Item(who, at, at, value(score)))
        if not is_count:
            account.denominator = len(account.counted)
        return _summed(account)

    return explainer


def _resolution(formula: str, figure: str) -> _Explainer:
    def explainer(evidence: Evidence) -> Account:
        account = Account(formula)
        closings = evidence.reading.closings
        counted, provisional, resolved = resolutions(evidence.reading)
        for row in evidence.of_tenure(closings["tenure"]).tolist():
            who = evidence.who(int(closings["contact"][row]), -1)
            at = int(closings["at"][row])
            if not counted[row]:
                reason = "not said whether resolved, and the customer is not known"
                account.left_out.append(LeftOut(who, reason))
            elif figure == "provisional" and not provisional[row]:
                account.left_out.append(LeftOut(who, "the source said whether it was resolved"))
            else:
                value = int(resolved[row]) if figure == "share" else 1
                account.counted.append(Item(who, at, at, value))
        if figure == "share":
            account.denominator = len(account.counted)
        return _summed(account)

    return explainer


def _bots(formula: str, figure: str) -> _Explainer:
    def explainer(evidence: Evidence) -> Account:
        account = Account(formula)
        bots = evidence.reading.bots
        sessions = evidence.reading.floor.ended_sessions
        names = {number: name for name, (_, number) in sessions.items()}
        good = bots["contained"] == 1
        if figure == "automated":
            good = automated(evidence.reading)
        if figure == "n":
            good = np.ones(len(good), dtype=bool)
        for row in range(len(good)):
            at = int(bots["at"][row])
            who = {"session": names[int(bots["session"][row])]}
            account.counted.append(Item(who, at, at, int(good[row])))
        if figure != "n":
            account.denominator = len(account.counted)
        return _summed(account)

    return explainer


def _churn(formula: str, figure: str) -> _Explainer:
    def explainer(evidence: Evidence) -> Account:
        account = Account(formula)
        reading = evidence.reading
        churned = np.unique(reading.churns["customer"])
        served = served_customers(reading)
        names = {number: name for name, number in reading.books.customers.items()}
        for number in churned.tolist() if figure == "share" else served.tolist():
            account.counted.append(Item({"customer": names[number]}, None, None, 1))
        if figure == "share":
            account.denominator = len(served)
        return _summed(account)

    return explainer


_FLOOR = ("floor",)
_HANDLED = "legs that completed in the window"

EXPLAINERS: dict[str, tuple[_Explainer, tuple[str, ...]]] = {
    **{f"service_level.{name}": (_service_level(name), _QUEUE_SCOPES) for name in _VARIANTS},
    "service_level.live": (_live, _QUEUE_SCOPES),
    "started": (_started, _QUEUE_SCOPES),
    "waiting": (_waiting("entries open now", lambda _: True), _QUEUE_SCOPES),
    "longest_wait_seconds": (
        _waiting("now − the earliest start of the open entries", lambda _: True, picks=True),
        _QUEUE_SCOPES,
    ),
    "breach_soon": (
        _waiting("open entries within the threshold that pass it in the next 20 s", lambda stay: stay.soon),
        _QUEUE_SCOPES,
    ),
    "answered": (_count("entries answered in the window", _answered), _QUEUE_SCOPES),
    "answered_in_threshold": (
        _count("entries answered within the threshold", lambda s: _answered(s) and s.in_time),
        _QUEUE_SCOPES,
    ),
    "abandoned": (_count("entries abandoned in the window", _abandoned), _QUEUE_SCOPES),
    "abandoned_in_threshold": (
        _count("entries abandoned within the threshold", lambda s: _abandoned(s) and s.in_time),
        _QUEUE_SCOPES,
    ),
    "short_abandoned": (
        _count("entries abandoned before the short-abandon limit", lambda s: _abandoned(s) and s.short),
        _QUEUE_SCOPES,
    ),
    "deflected": (
        _count(
            "entries that left the queue without an answer or abandon",
            lambda s: not _answered(s) and not _abandoned(s) and s.outcome is not Outcome.LOST,
        ),
        _QUEUE_SCOPES,
    ),
    "offered": (
        _count("answered + abandoned + deflected", lambda s: s.outcome is not Outcome.LOST),
        _QUEUE_SCOPES,
    ),
    "average_speed_of_answer_seconds": (
        _mean_wait("sum of the waits of answered entries ÷ answered", _answered),
        _QUEUE_SCOPES,
    ),
    "average_time_to_abandon_seconds": (
        _mean_wait("sum of the waits of abandoned entries ÷ abandoned", _abandoned),
        _QUEUE_SCOPES,
    ),
    "wait_p50_seconds": (
        _chosen_wait("the smallest wait that half of the answered waits do not pass", _answered),
        _QUEUE_SCOPES,
    ),
    "wait_p90_seconds": (
        _chosen_wait("the smallest wait that 90 % of the answered waits do not pass", _answered),
        _QUEUE_SCOPES,
    ),
    "maximum_wait_seconds": (
        _chosen_wait(
            "the largest wait of answered and abandoned entries",
            lambda s: _answered(s) or _abandoned(s),
        ),
        _QUEUE_SCOPES,
    ),
    "abandon_rate": (_abandon_rate, _QUEUE_SCOPES),
    "recovery_answers": (_recovery, _QUEUE_SCOPES),
    "staffed": (
        _serving("agents of the queue who are not offline", lambda s: s is not State.OFFLINE),
        _QUEUE_SCOPES,
    ),
    "free": (
        _serving("agents of the queue who are available", lambda s: s is State.AVAILABLE),
        _QUEUE_SCOPES,
    ),
    "threshold_seconds": (_setting("the queue's own; none where queues differ"), _QUEUE_SCOPES),
    "target": (_setting("the queue's own; none where queues differ"), _QUEUE_SCOPES),
    "handled": (_legs(_HANDLED, lambda _: 1, is_count=True), _ANY_SCOPE),
    "average_handle_time_seconds": (
        _legs(
            "sum of talk, hold and wrap-up ÷ legs completed",
            lambda leg: (leg.talk + leg.hold + leg.wrap) / 1000,
        ),
        _ANY_SCOPE,
    ),
    "average_talk_seconds": (
        _legs("sum of talk ÷ legs completed", lambda leg: leg.talk / 1000),
        _AGENT_SCOPES,
    ),
    "average_hold_seconds": (
        _legs("sum of hold ÷ legs completed", lambda leg: leg.hold / 1000),
        _AGENT_SCOPES,
    ),
    "average_wrap_up_seconds": (
        _legs("sum of wrap-up ÷ legs completed", lambda leg: leg.wrap / 1000),
        _AGENT_SCOPES,
    ),
    "transfer_rate": (
        _legs("legs completed with a transfer ÷ legs completed", lambda leg: int(leg.transferred)),
        _AGENT_SCOPES,
    ),
    "missed_rate": (_missed_rate, _AGENT_SCOPES),
    "occupancy": (
        _times(
            "time on contact, on hold and in wrap-up ÷ the same + time available and ringing",
            lambda spell: spell.state in (*_HANDLING, *_READY),
            lambda spell: spell.state in _HANDLING,
        ),
        _AGENT_SCOPES,
    ),
    "utilisation": (
        _times(
            "time on contact, on hold and in wrap-up ÷ all time not offline",
            lambda spell: spell.state is not State.OFFLINE,
            lambda spell: spell.state in _HANDLING,
        ),
        _AGENT_SCOPES,
    ),
    "concurrency": (
        _times(
            "time of talking and held legs ÷ time on contact and on hold",
            lambda spell: spell.state in (State.ON_CONTACT, State.HOLD),
            lambda spell: spell.legs,
        ),
        _AGENT_SCOPES,
    ),
    "adherence": (
        _times(
            "time in the scheduled activity ÷ scheduled time",
            lambda spell: spell.asked is not Activity.NONE,
            lambda spell: spell.fits,
            lambda spell: "not scheduled",
        ),
        _AGENT_SCOPES,
    ),
    "adherence_adjusted": (
        _times(
            "time in the scheduled activity, excepted or worked over ÷ scheduled time",
            lambda spell: spell.asked is not Activity.NONE,
            lambda spell: spell.adjusted,
            lambda spell: "not scheduled",
        ),
        _AGENT_SCOPES,
    ),
    "conformance": (_conformance, _AGENT_SCOPES),
    "csat.share": (
        _survey("answers of 4 or 5 ÷ answers", "csat", lambda score: int(score >= 4)),
        _AGENT_SCOPES,
    ),
    "csat.mean": (_survey("sum of the answers ÷ answers", "csat", lambda s: s), _AGENT_SCOPES),
    "csat.n": (_survey("answers", "csat", lambda _: 1, is_count=True), _AGENT_SCOPES),
    "nps.score": (
        _survey(
            "(share of 9 and 10 − share of 0 to 6) × 100",
            "nps",
            lambda score: 100 * (int(score >= 9) - int(score <= 6)),
        ),
        _AGENT_SCOPES,
    ),
    "nps.n": (_survey("answers", "nps", lambda _: 1, is_count=True), _AGENT_SCOPES),
    "ces.mean": (_survey("sum of the answers ÷ answers", "ces", lambda s: s), _AGENT_SCOPES),
    "ces.n": (_survey("answers", "ces", lambda _: 1, is_count=True), _AGENT_SCOPES),
    "first_contact_resolution.share": (
        _resolution("resolved ÷ contacts that ended after an answer and can be judged", "share"),
        _AGENT_SCOPES,
    ),
    "first_contact_resolution.n": (
        _resolution("contacts that ended after an answer and can be judged", "n"),
        _AGENT_SCOPES,
    ),
    "first_contact_resolution.provisional": (
        _resolution("those judged by whether the customer came back", "provisional"),
        _AGENT_SCOPES,
    ),
    "bot_containment.share": (_bots("sessions contained ÷ sessions ended", "contained"), _FLOOR),
    "bot_containment.n": (_bots("sessions ended", "n"), _FLOOR),
    "bot_automation_score.share": (
        _bots(
            "sessions contained, not marked negative, customer not back in 24 h ÷ sessions ended",
            "automated",
        ),
        _FLOOR,
    ),
    "bot_automation_score.n": (_bots("sessions ended", "n"), _FLOOR),
    "churn_rate.share": (_churn("customers churned ÷ customers served", "share"), _FLOOR),
    "churn_rate.n": (_churn("customers served", "n"), _FLOOR),
}
