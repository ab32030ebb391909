"""What the queue metrics are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from console.floor.ledgers.codes import Outcome, State
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

_DEFLECTED = {
    Outcome.CALLBACK: "deflected to a callback",
    Outcome.VOICEMAIL: "deflected to voicemail",
    Outcome.OVERFLOW: "overflowed to another queue",
    Outcome.BOT: "deflected to a bot",
    Outcome.TIMEOUT: "timed out of the queue",
    Outcome.OTHER: "left the queue otherwise",
    Outcome.LOST: "lost from sight when the source told its present anew",
}


def _stay(stay: Stay, value: Number) -> Item:
    return Item({"contact": stay.contact}, stay.start, stay.end, value)


def _why_not(stay: Stay) -> str:
    if stay.outcome is Outcome.ANSWERED:
        return "answered in time" if stay.in_time else "answered late"
    if stay.outcome is Outcome.ABANDONED:
        if not stay.is_known:
            return "abandoned, after a wait that nobody knows"
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
    return summed(account)


def _answered(stay: Stay) -> bool:
    return stay.outcome is Outcome.ANSWERED


def _abandoned(stay: Stay) -> bool:
    return stay.outcome is Outcome.ABANDONED


def _abandoned_after(stay: Stay) -> bool:
    return _abandoned(stay) and stay.is_known


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


def _service_level(variant: str) -> Explainer:
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
    account.counted = [Item({"contact": who}, at, None, 1) for who, at in evidence.started()]
    return summed(account)


def _serving(formula: str, counts: Callable[[State], bool]) -> Explainer:
    def explainer(evidence: Evidence) -> Account:
        account = Account(formula)
        now = evidence.reading.window.end
        for agent, state in evidence.serving():
            if counts(state):
                account.counted.append(Item({"agent": agent}, now, None, 1))
            else:
                reason = state.name.lower().replace("_", " ")
                account.left_out.append(LeftOut({"agent": agent}, reason))
        return summed(account)

    return explainer


def _setting(formula: str) -> Explainer:
    return lambda evidence: Account(formula)


QUEUE_EXPLAINERS: Explainers = {
    **{f"service_level.{name}": (_service_level(name), QUEUE_SCOPES) for name in _VARIANTS},
    "service_level.live": (_live, QUEUE_SCOPES),
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
        _count("entries answered within the threshold", lambda s: _answered(s) and s.in_time),
        QUEUE_SCOPES,
    ),
    "abandoned": (_count("entries abandoned in the window", _abandoned), QUEUE_SCOPES),
    "abandoned_in_threshold": (
        _count("entries abandoned within the threshold", lambda s: _abandoned(s) and s.in_time),
        QUEUE_SCOPES,
    ),
    "short_abandoned": (
        _count("entries abandoned before the short-abandon limit", lambda s: _abandoned(s) and s.short),
        QUEUE_SCOPES,
    ),
    "deflected": (
        _count(
            "entries that left the queue without an answer or abandon",
            lambda s: not _answered(s) and not _abandoned(s) and s.outcome is not Outcome.LOST,
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
