"""Bot sessions: the customers who talked to a bot, and the outcomes."""

from __future__ import annotations

from console.floor.ledgers.books import Books
from feeds.events import BotEnded, BotStarted


class BotSessions:
    """All bot sessions of the horizon. Owned by the floor."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self.started: dict[str, tuple[int, int]] = {}
        self.ended: dict[str, tuple[int, int]] = {}
        self.count = 0

    def start(self, event: BotStarted, at: int, line: int) -> None:
        if event.session in self.started:
            self._books.note_anomaly(line, "bot session started twice")
            return
        self.started[event.session] = (at, self._books.customer(event.customer))

    def end(self, event: BotEnded, at: int, line: int) -> None:
        if event.session in self.ended:
            self._books.note_anomaly(line, "bot session ended twice")
            return
        number = self.count
        self.count = number + 1
        self.ended[event.session] = (at, number)
        _, customer = self.started.get(event.session, (at, -1))
        positive = -1 if event.positive is None else int(event.positive)
        self._books.bots.append((at, number, customer, event.outcome == "contained", positive))

    def names(self) -> dict[int, str]:
        """The sessions that ended, by the number in their row."""
        return {number: name for name, (_, number) in self.ended.items()}

    def customers(self) -> set[int]:
        return {customer for _, customer in self.started.values()}

    def forget_before(self, instant: int) -> None:
        self.started = {name: row for name, row in self.started.items() if row[0] >= instant}
        self.ended = {name: row for name, row in self.ended.items() if row[0] >= instant}
