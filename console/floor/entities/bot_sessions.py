"""Bot sessions: the customers who talked to a bot, and the outcomes."""

from __future__ import annotations

from console.floor.ledgers.books import Books
from feeds.events import BotEnded, BotStarted


class BotSessions:
    """All bot sessions of the horizon. Owned by the floor."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._started: dict[str, tuple[int, int]] = {}
        self._ended: dict[str, tuple[int, int]] = {}
        self._count = 0

    def start(self, event: BotStarted, at: int, line: int) -> None:
        if event.session in self._started:
            self._books.note_anomaly(line, "bot session started twice")
            return
        self._started[event.session] = (at, self._books.customer(event.customer))

    def end(self, event: BotEnded, at: int, line: int) -> None:
        if event.session in self._ended:
            self._books.note_anomaly(line, "bot session ended twice")
            return
        number = self._count
        self._count = number + 1
        self._ended[event.session] = (at, number)
        _, customer = self._started.get(event.session, (at, -1))
        positive = -1 if event.positive is None else int(event.positive)
        self._books.bots.append((at, number, customer, event.outcome == "contained", positive))

    def names(self) -> dict[int, str]:
        """The sessions that ended, by the number in their row."""
        return {number: name for name, (_, number) in self._ended.items()}

    def customers(self) -> set[int]:
        return {customer for _, customer in self._started.values()}

    def forget_before(self, instant: int) -> None:
        self._started = {name: row for name, row in self._started.items() if row[0] >= instant}
        self._ended = {name: row for name, row in self._ended.items() if row[0] >= instant}
