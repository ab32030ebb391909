"""Customer outcomes: satisfaction, effort, promoters, resolution, bots and churn, always with their n."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from console.floor.ledgers.codes import Ints
from console.metrics.reading.reading import Bools, Floats, Reading


@dataclass(slots=True)
class Share:
    """A share or mean per scope (NaN if n is 0), with n."""

    value: Floats
    n: Ints
    beside: Floats | Ints | None = None


@dataclass(slots=True)
class Outcomes:
    """CSAT with its mean, NPS, CES, first contact resolution with its provisional count, bots, churn."""

    csat: Share
    nps: Share
    ces: Share
    first_contact_resolution: Share
    bot_containment: Share
    bot_automation_score: Share
    churn_rate: Share


def _ratio(numerator: Ints | Floats, denominator: Ints) -> Floats:
    result = np.full(len(denominator), np.nan)
    np.divide(numerator, denominator, out=result, where=denominator > 0)
    return result


def outcomes(reading: Reading, chosen: Ints, group: Ints, size: int, everyone: bool) -> Outcomes:
    """The outcomes of *size* scopes: tenure chosen[i] belongs to scope group[i].

    The floor (*everyone*) also includes rows without an agent; only it has bots and churn.
    """
    scope_of = np.full(len(reading.tenure_agent) + 1, -1, dtype=np.int64)
    scope_of[chosen] = group
    if everyone:
        scope_of[:] = 0
    surveys = reading.surveys
    scope = scope_of[surveys["tenure"]]
    csat = (surveys["csat"] >= 0) & (scope >= 0)
    nps = (surveys["nps"] >= 0) & (scope >= 0)
    ces = (surveys["ces"] >= 0) & (scope >= 0)

    def count(which: Bools) -> Ints:
        return np.bincount(scope[which], minlength=size)

    def total(which: Bools, amount: Ints) -> Floats:
        return np.bincount(scope[which], amount[which], size).astype(np.float64, copy=False)

    csat_n, nps_n, ces_n = count(csat), count(nps), count(ces)
    balance = count(nps & (surveys["nps"] >= 9)) - count(nps & (surveys["nps"] <= 6))
    bots, churn = _floor_outcomes(reading) if everyone else (_none(size), _none(size))
    automation = _automation(reading) if everyone else _none(size)
    return Outcomes(
        csat=Share(
            _ratio(count(csat & (surveys["csat"] >= 4)), csat_n),
            csat_n,
            _ratio(total(csat, surveys["csat"]), csat_n),
        ),
        nps=Share(_ratio(balance * 100, nps_n), nps_n),
        ces=Share(_ratio(total(ces, surveys["ces"]), ces_n), ces_n),
        first_contact_resolution=_resolution(reading, scope_of, size),
        bot_containment=bots,
        bot_automation_score=automation,
        churn_rate=churn,
    )


def _none(size: int) -> Share:
    return Share(np.full(size, np.nan), np.zeros(size, dtype=np.int64))


def resolutions(reading: Reading) -> tuple[Bools, Bools, Bools]:
    """For each closed contact: whether it counts, whether only provisionally, whether it was resolved."""
    closings = reading.closings
    reported = closings["resolved"] >= 0
    provisional = ~reported & (closings["customer"] >= 0)
    resolved = closings["resolved"] == 1
    unsure = np.flatnonzero(provisional)
    back = reading.came_back(closings["customer"][unsure], closings["at"][unsure])
    resolved[unsure] = ~back
    return np.logical_or(reported, provisional), provisional, resolved


def _resolution(reading: Reading, scope_of: Ints, size: int) -> Share:
    counted, provisional, resolved = resolutions(reading)
    scope = scope_of[reading.closings["tenure"]]
    counted = counted & (scope >= 0)
    n = np.bincount(scope[counted], minlength=size)
    return Share(
        _ratio(np.bincount(scope[counted & resolved], minlength=size), n),
        n,
        np.bincount(scope[counted & provisional], minlength=size),
    )


def automated(reading: Reading) -> Bools:
    """For each ended bot session: contained, not marked negative, and customer not back."""
    bots = reading.bots
    good: Bools = (bots["contained"] == 1) & (bots["positive"] != 0)
    known = np.flatnonzero(good & (bots["customer"] >= 0))
    good[known] &= ~reading.came_back(bots["customer"][known], bots["at"][known])
    return good


def _automation(reading: Reading) -> Share:
    n = np.array([len(reading.bots["at"])])
    return Share(_ratio(np.array([automated(reading).sum()]), n), n)


def _floor_outcomes(reading: Reading) -> tuple[Share, Share]:
    bots = reading.bots
    sessions = np.array([len(bots["at"])])
    served = np.array([len(served_customers(reading))])
    churned = np.array([len(np.unique(reading.churns["customer"]))])
    churn = _ratio(churned, served) if reports_churn(reading) else np.array([np.nan])
    return (
        Share(_ratio(np.array([bots["contained"].sum()]), sessions), sessions),
        Share(churn, served),
    )


def reports_churn(reading: Reading) -> bool:
    """Whether a source has ever reported churn: otherwise a rate of zero would be invented."""
    known_from = reading.books.churn_known_from
    return known_from is not None and known_from <= reading.window.until


def served_customers(reading: Reading) -> Ints:
    """The customers of contacts handled in the window, including those identified since."""
    legs = reading.legs
    customers = legs["customer"]
    nameless = np.unique(legs["contact"][customers < 0])
    named: list[Ints] = [customers[customers >= 0]]
    if len(nameless) and reading.books.customers:
        answered = legs["at"] - legs["answered_ago"]
        starts = reading.books.starts.window(int(answered.min()) - 1, reading.window.until)
        later = np.isin(starts["contact"], nameless) & (starts["customer"] >= 0)
        named.append(starts["customer"][later])
    served = np.zeros(reading.books.customers_met, dtype=bool)
    served[np.concatenate(named)] = True
    return np.flatnonzero(served)
