"""Agent filter: which agents, queues and flags a filter's words let pass."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache

from console.views.floor.choices import Filters
from console.views.names import NamedAgent
from console.views.rows import AgentTile, QueueCard
from console.views.search_text import search_text, terms

FIELDS = frozenset({"name", "team", "queue", "skill", "state"})
_OF_QUEUES = frozenset({"", "queue", "skill"})
_KEPT_TEXTS = 4096

AgentTest = Callable[[AgentTile, NamedAgent], bool]


def agent_filter(filters: Filters, team_names: Mapping[str, str]) -> AgentTest | None:
    """A predicate for the agents shown; None if all are. *team_names* are by id."""
    if not filters:
        return None
    wanted = terms(filters.text, FIELDS)

    def passes(tile: AgentTile, person: NamedAgent) -> bool:
        if filters.states and tile.state not in filters.states:
            return False
        if filters.teams and tile.team not in filters.teams:
            return False
        if filters.queues and filters.queues.isdisjoint(tile.queues):
            return False
        if not wanted:
            return True
        name, queues, skills = person.sought
        team = _search_text(f"{tile.team} {team_names.get(tile.team, '')}")
        state = _search_text(f"{tile.word} {tile.state.replace('_', ' ')}")
        texts = {"name": name, "team": team, "queue": queues, "skill": skills, "state": state}
        whole = " ".join(texts.values())
        return all(word in (texts[field] if field else whole) for field, word in wanted)

    return passes


def shown_queues(
    cards: Sequence[QueueCard], skills: Mapping[str, Sequence[str]], text: str, served: Collection[str]
) -> tuple[QueueCard, ...]:
    """The queues that a filter's *text* leaves: those it matches; if none, those *served* by agents shown.

    *skills* are the queues', by id.
    """
    wanted = terms(text, FIELDS)
    if not wanted:
        return tuple(cards)
    is_of_queues = all(field in _OF_QUEUES for field, _ in wanted)
    found = tuple(card for card in cards if is_of_queues and _matches(card, skills.get(card.id, ()), text))
    return found or tuple(card for card in cards if card.id in served)


def _matches(card: QueueCard, skills: Sequence[str], text: str) -> bool:
    queue, skill = _search_text(f"{card.name} {card.id} {card.channel}"), _search_text(" ".join(skills))
    texts = {"": f"{queue} {skill}", "queue": queue, "skill": skill}
    return all(word in texts[field] for field, word in terms(text, FIELDS))


@lru_cache(_KEPT_TEXTS)
def _search_text(text: str) -> str:
    return search_text(text)
