"""What follows a contact: surveys, customers who come back, call-backs, customers who leave for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feeds.simulator.site.settings import SECOND
from feeds.simulator.work.queues import Agent

if TYPE_CHECKING:
    from feeds.simulator.simulation import Stage
    from feeds.simulator.work.contact_flow import Contact

_SURVEYED = 0.16
_COMMENTS = {
    True: ("Quick and friendly.", "Thank you!", "All solved.", "Very patient."),
    False: ("I waited too long.", "Still not solved.", "I had to explain it twice.", "Nobody called back."),
}


class Aftermath:
    """Owned by the stage, which it asks to do things later."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._dice = stage.dice("aftermath")

    def left(self, contact: Contact, how: str) -> None:
        """A customer left the queue in the way *how*."""
        stage, dice = self._stage, self._dice
        if how == "callback":
            later = stage.new_contact(stage.callbacks or contact.line, contact.customer, contact.tries)
            later.is_callback = True
            stage.later(dice.between(300, 1800), lambda: stage.begin(later))
        elif how == "abandoned" and contact.tries < 3 and dice.chance(0.4):
            line = contact.line
            stage.later(
                dice.exponential(900) + 60, lambda: stage.arrive(line, contact.customer, contact.tries)
            )

    def ended(self, contact: Contact, agent: Agent, resolved: bool) -> None:
        """A contact ended after *agent* was the last to have it."""
        stage, dice = self._stage, self._dice
        line, customer = contact.line, contact.customer
        comes_back = dice.chance(0.03 if resolved else 0.56)
        if comes_back and customer is not None and contact.tries < 4:
            tries = 0 if resolved else contact.tries + 1
            after = stage.now + round((1200 + dice.exponential(5400)) * SECOND)
            stage.also_for(line).expect(after, customer, tries)
        if dice.chance(_SURVEYED):
            self._survey(contact, agent, resolved)
        if customer is not None and not resolved and dice.chance(0.03 + 0.05 * contact.tries):
            stage.later(dice.between(600, 7200), lambda: stage.tell("customer.churned", customer=customer))

    def _survey(self, contact: Contact, agent: Agent, resolved: bool) -> None:
        stage, dice = self._stage, self._dice
        patience = contact.line.kind.work.threshold + 240
        liking = 1.05 + 0.35 * agent.person.habits.quality + (0.75 if resolved else -1.25)
        liking -= min(2.0, contact.waited / patience) + 0.5 * contact.bad
        csat = max(1, min(5, round(3.6 + liking + 0.75 * dice.normal())))
        told: dict[str, object] = {"csat": csat}
        if dice.chance(0.5):
            told["nps"] = max(0, min(10, round(6.9 + 1.5 * liking + 1.6 * dice.normal())))
        if dice.chance(0.3):
            told["ces"] = max(1, min(7, round(4.8 + 1.1 * liking + 0.9 * dice.normal())))
        if dice.chance(0.12):
            told["comment"] = dice.pick(_COMMENTS[csat >= 4])
        stage.later(
            20 + dice.exponential(400), lambda: stage.tell("survey.answered", contact=contact.id, **told)
        )
