"""Accounts of the queue metrics."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from console.floor.ledgers.codes import Outcome, State
from console.floor.ledgers.timeline import NEVER
from console.metrics.explain.account import (
    QUEUE_SCOPES,
    Account,
    Explainer,
    Explainers,
    Item,
    LeftOut,
    Number,
    summed,
)
from console.metrics.explain.evidence import Evidence, Stay
from console.metrics.variants import VARIANTS, Division, abandon_rate, service_level

_DEFLECTED = {
    Outcome.CALLBACK: "deflected to a callback",
    Outcome.VOICEMAIL: "deflected to voicemail",
    Outcome.OVERFLOW: "overflowed to another queue",
    Outcome.BOT: "deflected to a bot",
    Outcome.TIMEOUT: "timed out of the queue",
    Outcome.OTHER: "left the queue, other reason",
    Outcome.LOST: "end unknown: gone when the source sent a new snapshot",
}


def _stay(stay: Stay, value: Number) -> Item:
    who, seconds = {"contact": stay.contact}, stay.wait / 1000 if stay.is_known else None
    return Item(who, stay.start, stay.end, value, seconds, _what(stay), stay.queue, stay.threshold)


def _not_counted(stay: Stay, reason: str) -> LeftOut:
    seconds = stay.wait / 1000 if stay.is_known else None
    return LeftOut({"contact": stay.contact}, reason, stay.start, seconds, stay.queue)


def _what(stay: Stay) -> str:
    """What became of *stay*; of an open one also whether it is late."""
    if stay.outcome is None and not stay.in_time:
        return "waiting past the threshold"
    return _why_not(stay)


def _why_not(stay: Stay) -> str:
    if stay.outcome is Outcome.ANSWERED:
        return "answered in time" if stay.in_time else "answered late"
    if stay.outcome is Outcome.ABANDONED:
        if not stay.is_known:
            return "abandoned, wait unknown"
        if stay.tally.short:
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
            account.left_out.append(_not_counted(stay, _why_not(stay)))
    for contact, at, queue in evidence.outbound() if stays is None else ():
        account.left_out.append(LeftOut({"contact": contact}, "outbound", at, queue=queue))
    return summed(account)


def _answered(stay: Stay) -> bool:
    return bool(stay.tally.answered)


def _abandoned(stay: Stay) -> bool:
    return bool(stay.tally.abandoned)


def _abandoned_after(stay: Stay) -> bool:
    return _abandoned(stay) and stay.is_known


_FORMULAS = {
    "offered": "answered in time ÷ (answered + abandoned − short abandons)",
    "answered": "answered in time ÷ answered",
    "ignored": "answered in time ÷ (answered + abandoned − abandoned in time)",
    "positive": "(answered in time + abandoned in time) ÷ (answered + abandoned)",
    "strict": "answered in time ÷ (answered + abandoned + deflected)",
    "live": "answered in time ÷ (answered + abandoned − short abandons + waiting past the threshold)",
}


def _divided(evidence: Evidence, account: Account, division: Callable[[Stay], Division[int]]) -> Account:
    """*account* of all entries with a nonzero denominator in *division*."""
    _entries(evidence, account, lambda stay: bool(division(stay).below), lambda stay: division(stay).above)
    account.denominator = len(account.counted)
    return account


def _service_level(variant: str) -> Explainer:
    def division(stay: Stay) -> Division[int]:
        return service_level(variant, stay.tally)

    def explainer(evidence: Evidence) -> Account:
        account = _divided(evidence, Account(_FORMULAS[variant], variant=variant), division)
        waits = "still waiting, within the threshold" if variant == "live" else "still waiting"
        for stay in evidence.open_stays():
            if division(stay).below:
                account.counted.append(_stay(stay, 0))
            else:
                account.left_out.append(_not_counted(stay, waits))
        account.denominator = len(account.counted)
        return account

    return explainer


def _count(formula: str, counts: Callable[[Stay], bool]) -> Explainer:
    def explainer(evidence: Evidence) -> Account:
        return _entries(evidence, Account(formula), counts, lambda _: 1)

    return explainer


def _mean_wait(formula: str, counts: Callable[[Stay], bool]) -> Explainer:
    def explainer(evidence: Evidence) -> Account:
        account = _entries(evidence, Account(formula), counts, lambda stay: stay.wait / 1000)
        account.denominator = len(account.counted)
        return account

    return explainer


def _chosen_wait(formula: str, counts: Callable[[Stay], bool]) -> Explainer:
    """A wait selected from many: all are listed, but they do not add up to it."""

    def explainer(evidence: Evidence) -> Account:
        account = _entries(evidence, Account(formula), counts, lambda stay: stay.wait / 1000)
        account.counted.sort(key=lambda item: item.value)
        account.numerator = None
        return account

    return explainer


def _abandon_rate(evidence: Evidence) -> Account:
    formula = "(abandoned − short abandons) ÷ (answered + abandoned − short abandons)"
    return _divided(evidence, Account(formula), lambda stay: abandon_rate(stay.tally))


def _recovery(evidence: Evidence) -> Account:
    account = _service_level("offered")(evidence)
    account.formula = (
        "the smallest n with (answered in time + n) ÷ (answered + abandoned − short abandons + n) ≥ target"
    )
    return account


def _waiting(formula: str, counts: Callable[[Stay], bool], picks: bool = False) -> Explainer:
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
    account.counted = [
        Item({"contact": who}, at, None, 1, why="arrived", queue=queue)
        for who, at, queue in evidence.started()
    ]
    return summed(account)


def _serving(formula: str, counts: Callable[[State], bool]) -> Explainer:
    def explainer(evidence: Evidence) -> Account:
        account = Account(formula)
        account_of_states(account, evidence, evidence.serving(), counts)
        return summed(account)

    return explainer


def account_of_states(
    account: Account,
    evidence: Evidence,
    states: Iterable[tuple[str, State, int]],
    counts: Callable[[State], bool],
) -> None:
    """Enter agents into *account* by *states*, (agent, state, since): those whose state *counts*, or not."""
    now = evidence.reading.window.end
    for agent, state, since in states:
        word = state.name.lower().replace("_", " ")
        start, seconds = (None, None) if since <= NEVER else (since, (now - since) / 1000)
        if counts(state):
            account.counted.append(Item({"agent": agent}, now, None, 1, seconds, word))
        else:
            account.left_out.append(LeftOut({"agent": agent}, word, start, seconds))


def _setting(formula: str) -> Explainer:
    return lambda evidence: Account(formula)


QUEUE_EXPLAINERS: Explainers = {
    **{f"service_level.{name}": (_service_level(name), QUEUE_SCOPES) for name in VARIANTS},
    "started": (_started, QUEUE_SCOPES),
    "waiting": (_waiting("entries open now", lambda _: True), QUEUE_SCOPES),
    "longest_wait_seconds": (
        _waiting("now − the earliest start of the open entries", lambda _: True, picks=True),
        QUEUE_SCOPES,
    ),
    "breach_soon": (
        _waiting("open entries within the threshold that pass it in the next 20 s", lambda stay: stay.soon),
        QUEUE_SCOPES,
    ),
    "answered": (_count("entries answered in the window", _answered), QUEUE_SCOPES),
    "answered_in_threshold": (
        _count("entries answered within the threshold", lambda stay: bool(stay.tally.answered_in)),
        QUEUE_SCOPES,
    ),
    "abandoned": (_count("entries abandoned in the window", _abandoned), QUEUE_SCOPES),
    "abandoned_in_threshold": (
        _count("entries abandoned within the threshold", lambda stay: bool(stay.tally.abandoned_in)),
        QUEUE_SCOPES,
    ),
    "short_abandoned": (
        _count("entries abandoned before the short-abandon limit", lambda stay: bool(stay.tally.short)),
        QUEUE_SCOPES,
    ),
    "deflected": (
        _count(
            "entries that left the queue without an answer or abandon",
            lambda stay: bool(stay.tally.deflected),
        ),
        QUEUE_SCOPES,
    ),
    "offered": (
        _count("answered + abandoned + deflected", lambda s: s.outcome is not Outcome.LOST),
        QUEUE_SCOPES,
    ),
    "average_speed_of_answer_seconds": (
        _mean_wait("sum of the waits of answered entries ÷ answered", _answered),
        QUEUE_SCOPES,
    ),
    "average_time_to_abandon_seconds": (
        _mean_wait(
            "sum of the waits of abandoned entries ÷ abandoned, where the wait is known", _abandoned_after
        ),
        QUEUE_SCOPES,
    ),
    "wait_p50_seconds": (
        _chosen_wait("the smallest wait that half of the answered waits do not pass", _answered),
        QUEUE_SCOPES,
    ),
    "wait_p90_seconds": (
        _chosen_wait("the smallest wait that 90 % of the answered waits do not pass", _answered),
        QUEUE_SCOPES,
    ),
    "maximum_wait_seconds": (
        _chosen_wait(
            "the largest wait of answered and abandoned entries",
            lambda s: _answered(s) or _abandoned_after(s),
        ),
        QUEUE_SCOPES,
    ),
    "abandon_rate": (_abandon_rate, QUEUE_SCOPES),
    "recovery_answers": (_recovery, QUEUE_SCOPES),
    "staffed": (
        _serving("agents of the queue who are not offline", lambda s: s is not State.OFFLINE),
        QUEUE_SCOPES,
    ),
    "free": (
        _serving("agents of the queue who are available", lambda s: s is State.AVAILABLE),
        QUEUE_SCOPES,
    ),
    "threshold_seconds": (_setting("the queue's own; none where queues differ"), QUEUE_SCOPES),
    "target": (_setting("the queue's own; none where queues differ"), QUEUE_SCOPES),
}
