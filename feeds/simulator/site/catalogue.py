"""The queues of a simulated floor: topic, work, and goals of each."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from math import exp

from feeds.events import Channel
from feeds.simulator.site.names import slug, topics
from feeds.simulator.site.random_streams import RandomStream

CHATS_AT_ONCE = 3
DIGITAL: tuple[Channel, ...] = ("chat", "message")
SPOKEN: tuple[Channel, ...] = ("voice", "callback")
HOLD_CHANCE, HOLD_MEDIAN, HOLD_SPREAD = 0.2, 42.0, 0.7  # of spoken contacts; seconds
_TOGETHER = 1.9  # chats an agent handles at once, on average, when busy


@dataclass(frozen=True, slots=True)
class Work:
    """The work of one contact of a channel for an agent and the customer, in seconds.

    Medians of lognormal durations, each with its spread; with `patience` None the customer never gives up.
    """

    talk: float
    talk_spread: float
    wrap_up: float
    wrap_up_spread: float
    patience: float | None
    patience_spread: float
    threshold: float
    target: float
    short_abandon: float
    longest_wait: float


WORK: dict[Channel, Work] = {
    "voice": Work(126, 0.95, 22, 0.75, 200, 1.4, 20, 0.8, 5, 180),
    "chat": Work(320, 0.55, 18, 0.6, 200, 0.8, 45, 0.8, 5, 240),
    "message": Work(330, 0.6, 16, 0.6, 1500, 0.8, 180, 0.8, 10, 900),
    "email": Work(200, 0.7, 14, 0.6, None, 0.0, 4 * 3600, 0.9, 0, 24 * 3600),
    "callback": Work(135, 0.9, 26, 0.65, None, 0.0, 1800, 0.9, 0, 7200),
    "task": Work(200, 0.7, 14, 0.6, None, 0.0, 4 * 3600, 0.9, 0, 24 * 3600),
}


@dataclass(frozen=True, slots=True)
class QueueKind:
    """One queue as planned. `weight` is its share of the floor's work; `pace` scales its talk time."""

    id: str
    name: str
    channel: Channel
    weight: float
    pace: float = 1.0

    @property
    def work(self) -> Work:
        return WORK[self.channel]

    @property
    def handling(self) -> float:
        """Mean seconds of talk, hold and wrap-up of one contact."""
        work = self.work
        talk = work.talk * self.pace * exp(work.talk_spread**2 / 2)
        wrap = work.wrap_up * exp(work.wrap_up_spread**2 / 2)
        held = HOLD_CHANCE * HOLD_MEDIAN * exp(HOLD_SPREAD**2 / 2) if self.channel in SPOKEN else 0.0
        return talk + wrap + held

    @property
    def effort(self) -> float:
        """Mean seconds of an agent's time that one contact takes: concurrent chats share it."""
        return self.handling / _TOGETHER if self.channel in DIGITAL else self.handling


_FIRST: tuple[tuple[str, Channel, float, float], ...] = (
    ("Customer Service", "voice", 0.27, 0.92),
    ("Billing", "voice", 0.19, 0.98),
    ("Live Chat", "chat", 0.13, 1.0),
    ("Technical Support", "voice", 0.17, 1.3),
    ("E-mail", "email", 0.09, 1.0),
    ("Sales", "voice", 0.10, 1.12),
    ("Call-backs", "callback", 0.035, 1.0),
    ("WhatsApp", "message", 0.07, 1.0),
)
_PATTERN: tuple[Channel, ...] = (
    "voice", "voice", "chat", "voice", "email", "voice", "message", "voice",
    "voice", "chat", "voice", "voice", "email", "voice", "message", "callback",
)  # fmt: skip
_SUFFIX: dict[Channel, str] = {"chat": " Chat", "email": " E-mail", "message": " Messages"}


def catalogue(count: int, rng: RandomStream) -> list[QueueKind]:
    """The first *count* queues, most typical first."""
    found = [QueueKind(slug(name), name, *rest) for name, *rest in _FIRST[:count]]  # type: ignore[arg-type]
    for number, topic in enumerate(islice(topics(), max(0, count - len(_FIRST)))):
        channel = _PATTERN[number % len(_PATTERN)]
        name = f"Call-backs {number // len(_PATTERN) + 2}" if channel == "callback" else topic
        name += _SUFFIX.get(channel, "")
        weight = 0.04 if channel == "callback" else rng.between(0.04, 0.12)
        found.append(QueueKind(slug(name), name, channel, weight, rng.between(0.85, 1.25)))
    return found
