"""Surveys: each answer is credited to the agent it names, else to the last who answered its contact."""

from __future__ import annotations

from console.floor.entities.agent import Contact
from console.floor.entities.facts import Facts
from console.floor.entities.roster import Roster
from console.floor.ledgers.books import Books
from feeds.events import SurveyAnswered

_NOBODY = -1
_NO_CONTACT = -1


class Surveys:
    """Writes surveys. Owned by the floor; those of a contact are credited again at each of its folds."""

    def __init__(self, books: Books, roster: Roster, facts: Facts) -> None:
        self._books = books
        self._roster = roster
        self._facts = facts

    def take(self, survey: SurveyAnswered, at: int) -> None:
        """Write a survey of *at* (ms) that names no contact."""
        row = (at, _NO_CONTACT, self._tenure_named(survey, at), *_marks(survey))
        self._books.surveys.append(row)

    def credit(self, contact: Contact, survey: SurveyAnswered, at: int, order: int) -> None:
        """Credit a survey of *contact*, with the key (*at*, *order*), to the last answer before it."""
        tenure = self._tenure_named(survey, at)
        if survey.agent is None:
            for answer in reversed(contact.answers):
                if (answer.at, answer.order) < (at, order):
                    tenure = self._roster.tenure_at(self._roster.by_index[answer.agent], at)
                    break
        self._facts.write(contact, self._books.surveys, (at, contact.index, tenure, *_marks(survey)))

    def _tenure_named(self, survey: SurveyAnswered, at: int) -> int:
        if survey.agent is None:
            return _NOBODY
        return self._roster.tenure_at(self._roster.find(survey.agent, at), at)


def _marks(survey: SurveyAnswered) -> tuple[int, int, int]:
    """The scores of *survey*: csat, nps and ces, −1 if missing."""
    return (
        -1 if survey.csat is None else survey.csat,
        -1 if survey.nps is None else survey.nps,
        -1 if survey.ces is None else survey.ces,
    )
