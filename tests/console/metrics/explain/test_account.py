"""Accounts: the sum of what they count."""

from __future__ import annotations

from console.metrics.explain.account import (
    AGENT_SCOPES,
    ANY_SCOPE,
    QUEUE_SCOPES,
    Account,
    Item,
    summed,
    total,
)


def test_that_an_account_adds_up_what_it_counts() -> None:
    account = Account("talk", [Item({"contact": "c1"}, 0, 5, 0.1), Item({"contact": "c2"}, 0, None, 0.2)])
    assert summed(account) is account
    assert account.numerator == 0.3


def test_that_an_account_of_nothing_is_zero() -> None:
    assert summed(Account("talk")).numerator == 0
    assert total([]) == 0


def test_that_every_kind_of_scope_is_one_of_all() -> None:
    assert {*QUEUE_SCOPES, *AGENT_SCOPES} == set(ANY_SCOPE)
