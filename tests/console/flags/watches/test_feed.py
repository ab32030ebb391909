"""Watching the feed: a flag while the data is old, and none as soon as it is not."""

from __future__ import annotations

from console.flags.rules.rules import Rulebook
from console.flags.watches.feed import FeedWatch
from console.metrics.reading.severity import Severity
from console.settings.rule_files import read_rules
from tests.console.flags.scenes import rule

NOW = 1_700_000_000_000
FEED = FeedWatch(read_rules())


def test_that_a_fresh_feed_lights_nothing() -> None:
    assert list(FEED.conditions(None, NOW)) == []


def test_that_a_stale_feed_warns_at_once_and_breaches_when_it_stays() -> None:
    (found,) = FEED.conditions(11.0, NOW)
    assert (found.scope, found.severity, found.value, found.since) == (
        "feed",
        Severity.WARNING,
        11.0,
        NOW - 11_000,
    )
    (found,) = FEED.conditions(30.0, NOW)
    assert found.severity is Severity.BREACH


def test_that_it_is_one_flag_while_both_clocks_go_on() -> None:
    found = {
        next(FEED.conditions(11.0 + n + drift, NOW + n * 1000)).id
        for n in range(60)
        for drift in (-0.2, 0.0, 0.3)
    }
    assert len(found) == 1


def test_that_without_a_rule_for_it_nothing_is_lit() -> None:
    assert list(FeedWatch(Rulebook()).conditions(999.0, NOW)) == []
    late = FeedWatch(Rulebook([rule("feed_stale", breach=60.0)]))
    assert list(late.conditions(59.0, NOW)) == []
    assert len(list(late.conditions(60.0, NOW))) == 1
