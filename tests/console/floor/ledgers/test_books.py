"""The floor's books: customers by number, anomalies counted and bounded, and the bytes they hold."""

from __future__ import annotations

import pytest

from console.floor.ledgers import books as module
from console.floor.ledgers.books import Books
from tests.builders import Scene


def test_that_a_customer_keeps_one_number_and_nobody_has_none() -> None:
    books = Books()
    assert [books.customer(name) for name in ("bo", "al", "bo", None)] == [0, 1, 0, -1]


def test_that_a_forgotten_customers_number_is_not_given_to_another() -> None:
    books = Books()
    books.customer("bo"), books.customer("al")
    books.forget_customers({1})
    assert books.customers == {"al": 1}
    assert books.customer("cy") == 2


def test_that_a_customer_some_row_names_is_kept() -> None:
    scene = Scene().queue("help").at("09:00").queued("c1", "help", customer="bo").at("09:01")
    scene.floor.books.forget_customers(set())
    assert list(scene.floor.books.customers) == ["bo"]


def test_that_of_many_anomalies_the_newest_are_kept_and_all_are_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "ANOMALIES_KEPT", 3)
    books = Books()
    for line in range(5):
        books.note_anomaly(line, "odd")
    assert [anomaly.line for anomaly in books.anomalies.values()] == [2, 3, 4]
    assert books.anomaly_counts["odd"] == 5


def test_that_an_anomaly_taken_back_is_counted_no_more() -> None:
    books = Books()
    first, second = books.note_anomaly(1, "odd"), books.note_anomaly(2, "odd")
    books.withdraw_anomaly(first, "odd")
    assert books.anomaly_counts == {"odd": 1}
    books.withdraw_anomaly(second, "odd")
    assert not books.anomaly_counts
    assert not books.anomalies


def test_that_every_ledger_of_contacts_is_one_of_all_and_bytes_grow_with_rows() -> None:
    books = Books()
    assert set(books.of_contacts) < set(books.ledgers)
    before = books.nbytes
    for number in range(10_000):
        books.churns.append((number, number))
    assert books.nbytes > before
