"""Accounts of the customer outcomes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from console.metrics.explain.account import (
    AGENT_SCOPES,
    FLOOR_SCOPE,
    Account,
    Explainer,
    Explainers,
    Item,
    LeftOut,
    Number,
    summed,
)
from console.metrics.explain.evidence import Evidence
from console.metrics.outcomes import automated, reports_churn, resolutions, served_customers


def _survey(formula: str, answer: str, value: Callable[[int], Number], is_count: bool = False) -> Explainer:
    def explainer(evidence: Evidence) -> Account:
        account = Account(formula)
        surveys = evidence.reading.surveys
        for row in evidence.of_tenure(surveys["tenure"]).tolist():
            who = evidence.who(int(surveys["contact"][row]), int(surveys["tenure"][row]))
            score, at = int(surveys[answer][row]), int(surveys["at"][row])
            if score < 0:
                account.left_out.append(LeftOut(who, f"no {answer.upper()} answer", at))
            else:
                account.counted.append(Item(who, at, at, value(score), why=f"answered {score}"))
        if not is_count:
            account.denominator = len(account.counted)
        return summed(account)

    return explainer


def _resolution(formula: str, figure: str) -> Explainer:
    def explainer(evidence: Evidence) -> Account:
        account = Account(formula)
        closings = evidence.reading.closings
        counted, provisional, resolved = resolutions(evidence.reading)
        for row in evidence.of_tenure(closings["tenure"]).tolist():
            who = evidence.who(int(closings["contact"][row]), -1)
            at = int(closings["at"][row])
            if not counted[row]:
                reason = "resolution not reported, and the customer is unknown"
                account.left_out.append(LeftOut(who, reason, at))
            elif figure == "provisional" and not provisional[row]:
                account.left_out.append(LeftOut(who, "resolution reported by the source", at))
            else:
                value = int(resolved[row]) if figure == "share" else 1
                why = "resolved" if resolved[row] else "not resolved"
                account.counted.append(Item(who, at, at, value, why=why))
        if figure == "share":
            account.denominator = len(account.counted)
        return summed(account)

    return explainer


def _bots(formula: str, figure: str) -> Explainer:
    def explainer(evidence: Evidence) -> Account:
        account = Account(formula)
        bots = evidence.reading.bots
        names = evidence.reading.floor.bots.names()
        good = bots["contained"] == 1
        if figure == "automated":
            good = automated(evidence.reading)
        if figure == "n":
            good = np.ones(len(good), dtype=bool)
        for row in range(len(good)):
            at = int(bots["at"][row])
            who = {"session": names.get(int(bots["session"][row]), "forgotten")}
            account.counted.append(Item(who, at, at, int(good[row])))
        if figure != "n":
            account.denominator = len(account.counted)
        return summed(account)

    return explainer


def _churn(formula: str, figure: str) -> Explainer:
    def explainer(evidence: Evidence) -> Account:
        account = Account(formula)
        reading = evidence.reading
        churned = np.unique(reading.churns["customer"])
        served = served_customers(reading)
        names = {number: name for name, number in reading.books.customers.items()}
        for number in churned.tolist() if figure == "share" else served.tolist():
            account.counted.append(Item({"customer": names.get(number, "forgotten")}, None, None, 1))
        if figure == "share":
            account.denominator = len(served)
            if not reports_churn(reading):
                account.left_out.append(LeftOut({}, "no source has reported churn"))
        return summed(account)

    return explainer


OUTCOME_EXPLAINERS: Explainers = {
    "csat.share": (
        _survey("answers of 4 or 5 ÷ answers", "csat", lambda score: int(score >= 4)),
        AGENT_SCOPES,
    ),
    "csat.mean": (_survey("sum of the answers ÷ answers", "csat", lambda s: s), AGENT_SCOPES),
    "csat.n": (_survey("answers", "csat", lambda _: 1, is_count=True), AGENT_SCOPES),
    "nps.score": (
        _survey(
            "(share of 9 and 10 − share of 0 to 6) × 100",
            "nps",
            lambda score: 100 * (int(score >= 9) - int(score <= 6)),
        ),
        AGENT_SCOPES,
    ),
    "nps.n": (_survey("answers", "nps", lambda _: 1, is_count=True), AGENT_SCOPES),
    "ces.mean": (_survey("sum of the answers ÷ answers", "ces", lambda s: s), AGENT_SCOPES),
    "ces.n": (_survey("answers", "ces", lambda _: 1, is_count=True), AGENT_SCOPES),
    "first_contact_resolution.share": (
        _resolution("resolved ÷ contacts that ended after an answer and can be judged", "share"),
        AGENT_SCOPES,
    ),
    "first_contact_resolution.n": (
        _resolution("contacts that ended after an answer and can be judged", "n"),
        AGENT_SCOPES,
    ),
    "first_contact_resolution.provisional": (
        _resolution("those judged by whether the customer came back", "provisional"),
        AGENT_SCOPES,
    ),
    "bot_containment.share": (_bots("sessions contained ÷ sessions ended", "contained"), FLOOR_SCOPE),
    "bot_containment.n": (_bots("sessions ended", "n"), FLOOR_SCOPE),
    "bot_automation_score.share": (
        _bots(
            "sessions contained, not marked negative, customer not back in 24 h ÷ sessions ended",
            "automated",
        ),
        FLOOR_SCOPE,
    ),
    "bot_automation_score.n": (_bots("sessions ended", "n"), FLOOR_SCOPE),
    "churn_rate.share": (_churn("customers churned ÷ customers served", "share"), FLOOR_SCOPE),
    "churn_rate.n": (_churn("customers served", "n"), FLOOR_SCOPE),
}
