"""Follow-ups of a contact: surveys, returning customers, callbacks, and churn."""

from __future__ import annotations

from feeds.instants import instant
from feeds.simulator.site.settings import SECOND
from feeds.simulator.work.queues import SimulatedAgent, SimulatedContact
from feeds.simulator.work.world import World

_SURVEYED = 0.16
_EARLY_SECONDS = 120  # before the promised time, a callback is queued
_COMMENTS = {
    True: ("Quick and friendly.", "Thank you!", "All solved.", "Very patient."),
    False: ("I waited too long.", "Still not solved.", "I had to explain it twice.", "Nobody called back."),
}


class FollowUps:
    """Owned by the simulation; schedules later events in the world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._rng = world.rng("aftermath")

    def left(self, contact: SimulatedContact, how: str) -> None:
        """A customer left the queue in the way *how*."""
        world, rng = self._world, self._rng
        if how == "callback":
            later = world.new_contact(world.callbacks or contact.line, contact.customer, contact.tries)
            later.is_callback = True
            seconds = rng.between(300, 1800)
            if contact.promised_at is not None:
                later.promised_at = contact.promised_at
                seconds = max(1.0, (instant(contact.promised_at) - world.now) / SECOND - _EARLY_SECONDS)
            world.later(seconds, lambda: world.begin(later))
        elif how == "abandoned" and contact.tries < 3 and rng.chance(0.4):
            line = contact.line
            world.later(
                rng.exponential(900) + 60, lambda: world.arrive(line, contact.customer, contact.tries)
            )

    def ended(self, contact: SimulatedContact, agent: SimulatedAgent, resolved: bool) -> None:
        """A contact ended; *agent* was its last agent."""
        world, rng = self._world, self._rng
        line, customer = contact.line, contact.customer
        comes_back = rng.chance(0.03 if resolved else 0.56)
        if comes_back and customer is not None and contact.tries < 4:
            tries = 0 if resolved else contact.tries + 1
            after = world.now + round((1200 + rng.exponential(5400)) * SECOND)
            world.also_for(line).expect(after, customer, tries)
        if rng.chance(_SURVEYED):
            self._survey(contact, agent, resolved)
        if customer is not None and not resolved and rng.chance(0.03 + 0.05 * contact.tries):
            world.later(rng.between(600, 7200), lambda: world.write("customer.churned", customer=customer))

    def _survey(self, contact: SimulatedContact, agent: SimulatedAgent, resolved: bool) -> None:
        world, rng = self._world, self._rng
        patience = contact.line.kind.work.threshold + 240
        liking = 1.05 + 0.35 * agent.person.habits.quality + (0.75 if resolved else -1.25)
        liking -= min(2.0, contact.waited / patience) + 0.5 * contact.bad
        csat = max(1, min(5, round(3.6 + liking + 0.75 * rng.normal())))
        fields: dict[str, object] = {"csat": csat}
        if rng.chance(0.5):
            fields["nps"] = max(0, min(10, round(6.9 + 1.5 * liking + 1.6 * rng.normal())))
        if rng.chance(0.3):
            fields["ces"] = max(1, min(7, round(4.8 + 1.1 * liking + 0.9 * rng.normal())))
        if rng.chance(0.12):
            fields["comment"] = rng.pick(_COMMENTS[csat >= 4])
        world.later(
            20 + rng.exponential(400), lambda: world.write("survey.answered", contact=contact.id, **fields)
        )
