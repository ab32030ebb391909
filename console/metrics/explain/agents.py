"""Accounts of the agent metrics."""

from __future__ import annotations

from collections.abc import Callable

from console.floor.ledgers.codes import Activity, State
from console.metrics.explain.account import (
    AGENT_SCOPES,
    ANY_SCOPE,
    Account,
    Explainer,
    Explainers,
    Item,
    LeftOut,
    Number,
    summed,
)
from console.metrics.explain.evidence import Evidence, HandledLeg, Spell

_HANDLING = (State.ON_CONTACT, State.HOLD, State.WRAP_UP)
_READY = (State.AVAILABLE, State.RINGING)
_COMPLETED = "legs that completed in the window"


def _legs(formula: str, value: Callable[[HandledLeg], Number], is_count: bool = False) -> Explainer:
    def explainer(evidence: Evidence) -> Account:
        account = Account(formula)
        for leg in evidence.legs():
            who = {"contact": leg.contact, "agent": leg.agent}
            seconds, why = (leg.end - leg.start) / 1000, "transferred" if leg.transferred else "handled"
            account.counted.append(Item(who, leg.start, leg.end, value(leg), seconds, why, leg.queue))
        if not is_count:
            account.denominator = len(account.counted)
        return summed(account)

    return explainer


def _missed_rate(evidence: Evidence) -> Account:
    account = Account("missed ÷ offered, events in the window", denominator=0)
    offered = 0
    for contact, agent, at, missed in evidence.offers():
        offered += not missed
        why = "missed" if missed else "offered"
        account.counted.append(Item({"contact": contact, "agent": agent}, at, at, int(missed), why=why))
    account.denominator = offered
    return summed(account)


def _state(spell: Spell) -> str:
    return spell.state.name.lower().replace("_", " ")


def _spell(spell: Spell, amount: Number, why: str) -> Item:
    seconds = (spell.end - spell.start) / 1000
    return Item({"agent": spell.agent}, spell.start, spell.end, amount, seconds, why)


def _not_counted(spell: Spell, reason: str) -> LeftOut:
    return LeftOut({"agent": spell.agent}, reason, spell.start, (spell.end - spell.start) / 1000)


def _times(
    formula: str,
    counts: Callable[[Spell], bool],
    value: Callable[[Spell], float],
    why_not: Callable[[Spell], str] = _state,
) -> Explainer:
    def explainer(evidence: Evidence) -> Account:
        account = Account(formula)
        total = 0
        for spell in evidence.spells():
            if counts(spell):
                total += spell.end - spell.start
                amount = round(value(spell) * (spell.end - spell.start) / 1000, 3)
                account.counted.append(_spell(spell, amount, _state(spell)))
            else:
                account.left_out.append(_not_counted(spell, why_not(spell)))
        account.denominator = total / 1000
        return summed(account)

    return explainer


def _conformance(evidence: Evidence) -> Account:
    account = Account("time in states that fit on_queue ÷ scheduled on_queue time")
    spells = list(evidence.spells())
    asked = {spell.agent for spell in spells if spell.asked is Activity.ON_QUEUE and spell.end > spell.start}
    scheduled = 0
    for spell in spells:
        if spell.agent not in asked:
            account.left_out.append(_not_counted(spell, "not scheduled on queue"))
            continue
        if spell.asked is Activity.ON_QUEUE:
            scheduled += spell.end - spell.start
        if spell.state in (*_HANDLING, *_READY):
            seconds = (spell.end - spell.start) / 1000
            account.counted.append(_spell(spell, seconds, _state(spell)))
    account.denominator = scheduled / 1000
    return summed(account)


AGENT_EXPLAINERS: Explainers = {
    "handled": (_legs(_COMPLETED, lambda _: 1, is_count=True), ANY_SCOPE),
    "average_handle_time_seconds": (
        _legs(
            "sum of talk, hold and wrap-up ÷ legs completed",
            lambda leg: (leg.talk + leg.hold + leg.wrap) / 1000,
        ),
        ANY_SCOPE,
    ),
    "average_talk_seconds": (
        _legs("sum of talk ÷ legs completed", lambda leg: leg.talk / 1000),
        AGENT_SCOPES,
    ),
    "average_hold_seconds": (
        _legs("sum of hold ÷ legs completed", lambda leg: leg.hold / 1000),
        AGENT_SCOPES,
    ),
    "average_wrap_up_seconds": (
        _legs("sum of wrap-up ÷ legs completed", lambda leg: leg.wrap / 1000),
        AGENT_SCOPES,
    ),
    "transfer_rate": (
        _legs("legs completed with a transfer ÷ legs completed", lambda leg: int(leg.transferred)),
        AGENT_SCOPES,
    ),
    "missed_rate": (_missed_rate, AGENT_SCOPES),
    "occupancy": (
        _times(
            "time on contact, on hold and in wrap-up ÷ the same + time available and ringing",
            lambda spell: spell.state in (*_HANDLING, *_READY),
            lambda spell: spell.state in _HANDLING,
        ),
        AGENT_SCOPES,
    ),
    "utilisation": (
        _times(
            "time on contact, on hold and in wrap-up ÷ all time not offline",
            lambda spell: spell.state is not State.OFFLINE,
            lambda spell: spell.state in _HANDLING,
        ),
        AGENT_SCOPES,
    ),
    "concurrency": (
        _times(
            "time of talking and held legs ÷ time on contact and on hold",
            lambda spell: spell.state in (State.ON_CONTACT, State.HOLD),
            lambda spell: spell.legs,
        ),
        AGENT_SCOPES,
    ),
    "adherence": (
        _times(
            "time in the scheduled activity ÷ scheduled time",
            lambda spell: spell.asked is not Activity.NONE,
            lambda spell: spell.fits,
            lambda spell: "not scheduled",
        ),
        AGENT_SCOPES,
    ),
    "adherence_adjusted": (
        _times(
            "time in the scheduled activity, excepted or worked over ÷ scheduled time",
            lambda spell: spell.asked is not Activity.NONE,
            lambda spell: spell.adjusted,
            lambda spell: "not scheduled",
        ),
        AGENT_SCOPES,
    ),
    "conformance": (_conformance, AGENT_SCOPES),
}
