"""The rows of an account: names instead of ids, unique keys, the longest or newest first."""

from __future__ import annotations

from console.metrics.explain.account import Account, Item, LeftOut
from console.views.explain.account_rows import Names, counted_rows, left_out_rows
from console.views.explain.causes import Causes
from console.views.explain.explained_rows import AccountRow, Effect
from tests.builders import Scene


def scene() -> Scene:
    made = Scene().at("09:00").send("queue.profile", queue="b", channel="voice", name="Billing")
    return made.send("agent.profile", agent="a", name="Ana Costa", team="t", queues=["b"]).available("a")


def rows(metric: str, *items: Item, denominator: float | None = None) -> tuple[AccountRow, ...]:
    made = scene()
    account = Account("", list(items), denominator=denominator)
    return counted_rows(account, metric, Names(made.floor, made.clock), Causes(made.floor), made.clock)


def test_that_names_are_shown_and_ids_kept() -> None:
    [row] = rows("handled", Item({"contact": "c1", "agent": "a"}, 1000, 2000, 1, 1.0, "handled", 0))
    assert (row.contact, row.agent, row.name, row.queue) == ("c1", "a", "Ana Costa", "Billing")
    [survey] = rows("csat.mean", Item({"session": "s1"}, 5, 5, 4))
    assert survey.name == "session s1"
    [queue] = rows("queues.all", Item({"queue": "b"}, 5, None, 1, queue=0))
    assert (queue.name, queue.queue) == ("Billing", "")


def test_that_equal_items_have_keys_of_their_own() -> None:
    item = Item({"contact": "c1", "agent": "a"}, 5, 5, 1)
    keys = [row.key for row in rows("handled", item, item, item)]
    assert len(set(keys)) == 3


def test_that_times_are_longest_first_and_counts_newest_first() -> None:
    short, long = Item({"contact": "s"}, 9000, 10_000, 1, 1.0), Item({"contact": "l"}, 1000, 9000, 8, 8.0)
    assert [row.contact for row in rows("maximum_wait_seconds", short, long)] == ["l", "s"]
    assert [row.contact for row in rows("waiting", short, long)] == ["l", "s"]
    assert [row.contact for row in rows("answered", long, short)] == ["s", "l"]


def test_that_a_rates_misses_are_what_raises_it() -> None:
    good, bad = Item({"contact": "g"}, 5, 5, 0), Item({"contact": "b"}, 4, 4, 1)
    found = rows("abandon_rate", good, bad, denominator=2)
    assert [(row.contact, row.effect) for row in found] == [("b", Effect.MISS), ("g", Effect.GOOD)]


def test_that_what_is_left_out_says_why_newest_first() -> None:
    made = scene()
    old, new = LeftOut({"contact": "c1"}, "short abandon", 1000, 2.0, 0), LeftOut({}, "no churn")
    found = left_out_rows([new, old], Names(made.floor, made.clock))
    assert [(row.contact, row.words, row.seconds) for row in found] == [
        ("c1", "short abandon", 2.0),
        ("", "no churn", None),
    ]
