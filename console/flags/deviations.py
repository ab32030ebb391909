"""Whether what a flag shows is a signal, or within what chance makes at the number it rests on."""

from __future__ import annotations

from collections.abc import Sequence

from console.flags.rules.conditions import Condition
from console.flags.rules.rules import Rule
from console.flags.rules.watched_metrics import CONTACT_MEANS, CONTACT_SHARES
from console.floor.floor import Floor
from console.metrics.explain.account import Account
from console.metrics.explain.evidence import Evidence
from console.metrics.explain.explain import EXPLAINERS
from console.metrics.reading.normal_range import Deviation, mean_deviation, share_deviation
from console.metrics.reading.reading import Reading
from console.metrics.reading.scope import Scope
from console.metrics.reading.windows import rolling

_FOREVER = 2**61


def deviation(floor: Floor, seen: Condition, now: int) -> Deviation | None:
    """The deviation of *seen*'s figure from its goal at *now* (ms); None if chance has no part in it."""
    metric = _metric(seen.rule)
    usual = seen.goal
    if metric is None or usual is None:
        return None
    window = rolling(now, round(seen.rule.window_seconds * 1000))
    explainer, _ = EXPLAINERS[metric]
    values = _values(explainer(Evidence(Reading(floor, window), Scope.parse(seen.scope))))
    if metric in CONTACT_MEANS:
        return mean_deviation(values, usual)
    return share_deviation([value > 0 for value in values], usual)


def _metric(rule: Rule) -> str | None:
    """The metric that *rule* watches, if it is a share of contacts or a mean of theirs."""
    if rule.watch == "service_level":
        return "service_level.offered"
    return rule.metric if rule.metric in (*CONTACT_SHARES, *CONTACT_MEANS) else None


def _values(account: Account) -> Sequence[float]:
    """What each item counted contributes, in order of its end."""
    return [item.value for item in sorted(account.counted, key=lambda item: item.end or _FOREVER)]
