"""Facts: a fold that says the same writes nothing; one that differs strikes and writes from there on."""

from __future__ import annotations

from console.floor.entities.agent import NEW, Contact
from console.floor.entities.facts import Facts
from console.floor.ledgers.books import Books
from console.floor.ledgers.ledger import STRUCK


def started(books: Books, at: int) -> tuple[int, ...]:
    return at, 0, 0, -1, -1, False


def noted_twice(first: list[int], second: list[int]) -> tuple[Books, Contact]:
    """Books in which a contact started at the *first* instants, and folded again, at the *second*."""
    books = Books()
    facts, contact = Facts(books), Contact(0, "c1", "lisbon", NEW)
    for at in first:
        facts.write(contact, books.starts, started(books, at))
    facts.draft()
    for at in second:
        facts.write(contact, books.starts, started(books, at))
    facts.commit(contact)
    return books, contact


def test_that_the_same_again_writes_nothing() -> None:
    books, contact = noted_twice([1, 2, 3], [1, 2, 3])
    assert books.starts.count == 3
    assert contact.rows == [0, 1, 2]


def test_that_what_differs_is_struck_from_there_on() -> None:
    books, contact = noted_twice([1, 2, 3], [1, 4, 3])
    assert [books.starts.instant_of(number) for number in range(5)] == [1, STRUCK, STRUCK, 4, 3]
    assert contact.rows == [0, 3, 4]


def test_that_nothing_is_written_while_it_is_drafted() -> None:
    books = Books()
    facts, contact = Facts(books), Contact(0, "c1", "lisbon", NEW)
    facts.draft()
    facts.write(contact, books.starts, started(books, 1))
    facts.contradict(contact, 7, "no")
    assert (books.starts.count, books.anomaly_counts.total()) == (0, 0)
    facts.forget_last(books.starts)
    facts.commit(contact)
    assert (books.starts.count, books.anomaly_counts.total()) == (0, 1)


def test_that_an_anomaly_found_again_is_counted_once_and_one_that_is_gone_is_withdrawn() -> None:
    books = Books()
    facts, contact = Facts(books), Contact(0, "c1", "lisbon", NEW)
    facts.contradict(contact, 7, "held while not talking")
    facts.contradict(contact, 8, "ended twice")
    facts.draft()
    facts.contradict(contact, 7, "held while not talking")
    facts.commit(contact)
    assert dict(books.anomaly_counts) == {"held while not talking": 1}


def test_that_anomalies_of_one_line_and_reason_are_counted_each() -> None:
    books = Books()
    facts, contact = Facts(books), Contact(0, "c1", "lisbon", NEW)
    for _ in range(3):
        facts.contradict(contact, 7, "held while not talking")
    facts.draft()
    for _ in range(2):
        facts.contradict(contact, 7, "held while not talking")
    facts.commit(contact)
    assert dict(books.anomaly_counts) == {"held while not talking": 2}


def test_that_discarded_drafts_are_forgotten() -> None:
    books = Books()
    facts, contact = Facts(books), Contact(0, "c1", "lisbon", NEW)
    facts.draft()
    facts.write(contact, books.starts, started(books, 1))
    facts.contradict(contact, 7, "held while not talking")
    facts.discard()
    facts.write(contact, books.starts, started(books, 2))
    assert [books.starts.instant_of(number) for number in contact.rows] == [2]
    assert (books.starts.count, books.anomaly_counts.total()) == (1, 0)
