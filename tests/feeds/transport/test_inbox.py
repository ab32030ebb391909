"""The hand-over between threads: in order, nothing lost, and the feed waits when it is full."""

from __future__ import annotations

import threading

from feeds.transport.inbox import Inbox


def test_that_arrivals_come_out_in_their_order_and_are_counted() -> None:
    inbox: Inbox[int] = Inbox()
    inbox.put([1, 2])
    inbox.put([3])
    assert list(inbox.take(2)) == [1, 2]
    assert (inbox.received, inbox.taken, inbox.behind) == (3, 2, 1)
    assert list(inbox.take(9)) == [3]
    assert list(inbox.take(9)) == []


def test_that_a_full_inbox_takes_what_it_is_given_and_says_once_when_half_is_gone() -> None:
    calls: list[str] = []
    inbox: Inbox[int] = Inbox(capacity=4, on_room=lambda: calls.append("room"))
    inbox.put(range(6))
    assert inbox.is_full
    inbox.take(3)
    assert calls == []
    inbox.take(1)
    assert calls == ["room"]
    assert not inbox.is_full
    inbox.take(9)
    assert calls == ["room"]


def test_that_two_threads_lose_and_repeat_nothing() -> None:
    room = threading.Event()
    inbox: Inbox[int] = Inbox(capacity=50, on_room=room.set)

    def feed() -> None:
        for number in range(0, 5_000, 5):
            if inbox.is_full:
                room.wait()
                room.clear()
            inbox.put(range(number, number + 5))

    feeder = threading.Thread(target=feed)
    feeder.start()
    taken: list[int] = []
    while len(taken) < 5_000:
        taken.extend(inbox.take(7))
    feeder.join()
    assert taken == list(range(5_000))


def test_that_the_first_of_a_row_of_arrivals_is_announced() -> None:
    said: list[int] = []
    inbox: Inbox[int] = Inbox(on_first=lambda: said.append(inbox.behind))
    inbox.put([])
    inbox.put([1])
    inbox.put([2, 3])
    assert said == [1]
    list(inbox.take(2))
    inbox.put([4])
    assert said == [1]
    list(inbox.take(9))
    inbox.put([5, 6])
    assert said == [1, 2]
