"""The floor's books: a ledger for every kind of fact, and the names behind their numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from console.floor.ledgers.ledger import STRUCK, Ledger
from console.floor.ledgers.schedule import Schedules
from console.floor.ledgers.tenures import Tenures
from console.floor.ledgers.timeline import Timeline

ANOMALIES_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Anomaly:
    """An event that contradicted the state: its line (0 if it came from no log), and how."""

    line: int
    reason: str


class Books:
    """All ledgers. Owned by the floor; `Contacts` and `Roster` write, metrics read. Durations are ms.

    A stay's `wait` is the time between its events' own instants. It took effect `late_start` after its own
    start, and events that arrived too late moved its span, from at − wait − `shift` to at; both are mostly 0.
    """

    def __init__(self) -> None:
        self.tenures = Tenures()
        self.schedules = Schedules()
        self.timeline = Timeline(self.tenures, self.schedules)
        self.starts = Ledger("queue", "contact", "channel", "customer", "outbound")
        self.ends = Ledger(
            "queue",
            "contact",
            "channel",
            "wait",
            "outcome",
            "outbound",
            "tenure",
            "shift",
            "late_start",
        )
        self.legs = Ledger(
            "tenure",
            "contact",
            "customer",
            "talk",
            "hold",
            "wrap",
            "transferred",
            "queue",
            "channel",
            "answered_ago",
        )
        self.offers = Ledger("tenure", "contact", "missed")
        self.closings = Ledger("contact", "customer", "resolved", "tenure")
        self.surveys = Ledger("contact", "tenure", "csat", "nps", "ces")
        self.bots = Ledger("session", "customer", "contained", "positive")
        self.churns = Ledger("customer")
        self.sentiments = Ledger("contact", "agent", "score")
        self.signals = Ledger("contact", "agent", "signal")
        self.contact_names: list[str] = []
        self.customers: dict[str, int] = {}
        self.anomaly_counts: Counter[str] = Counter()
        self.anomalies: dict[int, Anomaly] = {}
        self.anomalies_noted = 0
        self.customers_met = 0
        # Whether a source reports churn at all is known from its first report, whatever the horizon.
        self.churn_known_from: int | None = None

    @property
    def ledgers(self) -> tuple[Ledger, ...]:
        """All ledgers except the timeline's rows."""
        return (
            self.starts,
            self.ends,
            self.legs,
            self.offers,
            self.closings,
            self.surveys,
            self.bots,
            self.churns,
            self.sentiments,
            self.signals,
        )

    @property
    def of_contacts(self) -> tuple[Ledger, ...]:
        """The ledgers whose rows come from events of contacts."""
        return (
            self.starts,
            self.ends,
            self.legs,
            self.offers,
            self.closings,
            self.sentiments,
            self.signals,
        )

    def customer(self, name: str | None) -> int:
        """The number of the customer called *name*; −1 if None."""
        if name is None:
            return -1
        number = self.customers.get(name)
        if number is None:
            number = self.customers[name] = self.customers_met
            self.customers_met = number + 1
        return number

    def forget_customers(self, in_use: set[int]) -> None:
        """Forget the customers that appear neither in a row nor in *in_use*."""
        for ledger in (self.starts, self.legs, self.closings, self.bots, self.churns):
            in_use.update(np.unique(ledger.window(-STRUCK, STRUCK - 1)["customer"]).tolist())
        self.customers = {name: n for name, n in self.customers.items() if n in in_use}

    def note_anomaly(self, line: int, reason: str) -> int:
        """Count an anomaly, keep it among the newest, and return its number."""
        self.anomaly_counts[reason] += 1
        number = self.anomalies_noted
        self.anomalies_noted = number + 1
        self.anomalies[number] = Anomaly(line, reason)
        if len(self.anomalies) > ANOMALIES_KEPT:
            del self.anomalies[next(iter(self.anomalies))]
        return number

    def withdraw_anomaly(self, number: int, reason: str) -> None:
        """Withdraw an anomaly: its event was derived again."""
        self.anomaly_counts[reason] -= 1
        if not self.anomaly_counts[reason]:
            del self.anomaly_counts[reason]
        self.anomalies.pop(number, None)

    @property
    def nbytes(self) -> int:
        """Bytes used by the rows of all ledgers."""
        return sum(ledger.nbytes for ledger in (*self.ledgers, self.timeline.rows))
