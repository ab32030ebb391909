"""Links: `floorlight://…` names a figure at an instant and the floor it was read on, to open it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from console.metrics.reading.scope import Scope
from console.metrics.reading.windows import window_ms
from console.views.explain.explained_rows import Asked
from feeds.errors import UserError
from feeds.instants import instant, instant_text

SCHEME = "floorlight"
_EXPLAIN = "explain"
_WHAT = ("metric", "scope", "window", "at")
# How a floor was opened: recordings, an archived day, a server, or the demo.
PLACES = ("log", "archive", "day", "source", "url", "demo")


@dataclass(frozen=True, slots=True)
class FigureLink:
    """A figure at the instant `at` (ms), and where its floor comes from: pairs of `PLACES` and a value."""

    asked: Asked
    at: int
    place: tuple[tuple[str, str], ...] = ()

    def of(self, name: str) -> list[str]:
        """The values of the place called *name*."""
        return [value for key, value in self.place if key == name]


def link_text(link: FigureLink) -> str:
    """*link* as text.

    >>> link_text(FigureLink(Asked("waiting", "queue:a b", 1_800_000), 0, (("log", "/a/day.jsonl"),)))
    'floorlight://explain?metric=waiting&scope=queue:a%20b&window=1800&at=1970-01-01T00:00:00.000Z&log=/a/day.jsonl'
    """
    asked = link.asked
    length = "day" if asked.window_ms is None else f"{asked.window_ms / 1000:.3f}".rstrip("0").rstrip(".")
    pairs = [
        ("metric", asked.metric),
        ("scope", asked.scope),
        ("window", length),
        ("at", instant_text(link.at)),
    ]
    return f"{SCHEME}://{_EXPLAIN}?{urlencode([*pairs, *link.place], safe=':/', quote_via=quote)}"


def is_link(text: str) -> bool:
    """Whether *text* is meant as a link.

    >>> is_link("floorlight://explain?metric=waiting"), is_link("day.jsonl")
    (True, False)
    """
    return text.lower().startswith(f"{SCHEME}:")


def parse_link(text: str) -> FigureLink:
    """The link *text*. Raises UserError, which says what is wrong with it."""
    try:
        parts = urlsplit(text.strip())
        if parts.scheme != SCHEME or parts.netloc != _EXPLAIN:
            raise ValueError("it does not begin with floorlight://explain?")
        pairs = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True, max_num_fields=1_000)
        asked = dict(pairs)
        if missing := [name for name in _WHAT if name not in asked]:
            raise ValueError(f"it lacks {', '.join(missing)}")
        if unknown := [name for name in asked if name not in (*_WHAT, *PLACES)]:
            raise ValueError(f"{unknown[0]} is not known")
        what = Asked(asked["metric"], str(Scope.parse(asked["scope"])), window_ms(asked["window"]))
        place = tuple((name, value) for name, value in pairs if name in PLACES)
        return FigureLink(what, instant(asked["at"]), place)
    except ValueError as error:
        raise UserError(f"{text[:200]!r} is not a link of Floorlight: {error}") from None


def place_of(options: Mapping[str, str | list[str] | None]) -> tuple[tuple[str, str], ...]:
    """The place in a link, from how a floor was opened: the names of `PLACES` and their values."""
    found = []
    for name in PLACES:
        value = options.get(name)
        values = value if isinstance(value, list) else [] if value is None else [value]
        found += [(name, one) for one in values]
    return tuple(found)
