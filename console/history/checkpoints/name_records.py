"""The names behind the ledgers' numbers, as records: contacts, customers, teams, queues, profiles."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from console.floor.entities.site import Profiles
from console.floor.floor import Floor
from console.floor.ledgers.schedule import Publication
from console.history.checkpoints.records import (
    Declared,
    declare_all,
    declared_of,
    encode,
    event_bytes,
    event_from,
    events_in,
    int_bytes,
    ints_from,
)

_PART = 50_000


class _Definitions(msgspec.Struct, array_like=True):
    """Profiles and forecasts; queues and teams in the order of their numbers."""

    site: Declared
    queues: list[tuple[str, int, Declared]]
    teams: list[tuple[str, int]]
    team_names: dict[str, Declared]
    reasons: list[str]
    forecasts: list[tuple[int, bytes]]
    profiles_changed: int
    profiles_until: int


class _Names(msgspec.Struct, array_like=True):
    """The contacts that are over and the customers, by columns of numbers, and the contacts' brief rows."""

    over: bytes
    brief: bytes
    sources: list[str]
    free: list[int]
    customers: bytes
    customers_met: int


_definitions = msgspec.msgpack.Decoder(_Definitions).decode
_names = msgspec.msgpack.Decoder(_Names).decode
_texts = msgspec.msgpack.Decoder(list[str]).decode
_publications = msgspec.msgpack.Decoder(list[Publication]).decode


def name_parts(floor: Floor) -> Iterator[tuple[str, bytes]]:
    """The names and definitions of *floor*, as (kind, payload)."""
    roster, books, store = floor.roster, floor.books, floor.store
    for kind, names in (("contact_names", books.contact_names), ("customer_names", list(books.customers))):
        for start in range(0, len(names), _PART):
            yield kind, encode(names[start : start + _PART])
    yield (
        "names",
        encode(
            _Names(
                int_bytes(store.over.values()),
                bytes(store.brief.rows),
                list(store.brief.sources),
                store.free,
                int_bytes(books.customers.values()),
                books.customers_met,
            )
        ),
    )
    published = books.schedules.published
    for start in range(0, len(published), _PART):
        yield "schedules", encode(published[start : start + _PART])
    yield (
        "definitions",
        encode(
            _Definitions(
                declared_of(floor.site.profiles),
                [
                    (queue.name, queue.first_at, declared_of(queue.profiles))
                    for queue in floor.queues.by_index
                ],
                list(zip(roster.teams, roster.team_first_at, strict=True)),
                {name: declared_of(profiles) for name, profiles in floor.team_names.items()},
                roster.reasons,
                [(at, event_bytes(forecast)) for at, forecast in floor.forecasts],
                roster.profiles_changed,
                roster.profiles_until,
            )
        ),
    )


class NamesRead:
    """Names and definitions read from their parts; `restore` gives them to a floor."""

    def __init__(self) -> None:
        self._contacts: list[str] = []
        self._customers: list[str] = []
        self._published: list[Publication] = []
        self._over: list[int] = []
        self._numbers: dict[str, int] = {}

    def take_contact_names(self, payload: bytes) -> None:
        self._contacts += _texts(payload)

    def take_customer_names(self, payload: bytes) -> None:
        self._customers += _texts(payload)

    def take_schedules(self, payload: bytes) -> None:
        self._published += _publications(payload)

    def take_names(self, payload: bytes) -> None:
        """Take the numbers of the names, which came before. Raises ValueError or IndexError."""
        self._found = found = _names(payload)
        over = ints_from(found.over)
        if len(over) and not 0 <= over.min() <= over.max() < len(self._contacts):
            raise ValueError("not the names of its contacts")
        self._over = over.tolist()
        self._numbers = dict(zip(self._customers, ints_from(found.customers).tolist(), strict=True))

    def take_definitions(self, payload: bytes) -> None:
        """Take the definitions. Raises ValueError or KeyError."""
        self._said = said = _definitions(payload)
        self._site = events_in(said.site)
        self._queues = [(name, at, events_in(declared)) for name, at, declared in said.queues]
        self._teams = {name: events_in(declared) for name, declared in said.team_names.items()}
        self._forecasts = [(at, event_from(text)) for at, text in said.forecasts]

    def restore(self, floor: Floor) -> None:
        """Give all of it to *floor*, which is new."""
        books, roster, store, said, found = floor.books, floor.roster, floor.store, self._said, self._found
        books.contact_names += self._contacts
        books.customers |= self._numbers
        books.customers_met = found.customers_met
        store.restore(self._over)
        store.brief.rows += found.brief
        store.brief.sources |= {name: number for number, name in enumerate(found.sources)}
        store.free += found.free
        declare_all(floor.site.profiles, self._site)
        for name, at, events in self._queues:
            declare_all(floor.queues.find(name, at).profiles, events)
        roster.teams |= {name: number for number, (name, _) in enumerate(said.teams)}
        roster.team_first_at += [at for _, at in said.teams]
        roster.reasons[:] = said.reasons
        roster.reason_index |= {text: number for number, text in enumerate(said.reasons)}
        roster.profiles_changed, roster.profiles_until = said.profiles_changed, said.profiles_until
        for name, events in self._teams.items():
            declare_all(floor.team_names.setdefault(name, Profiles(None)), events)
        floor.forecasts += self._forecasts
        for publication in self._published:
            books.schedules.publish(publication)
