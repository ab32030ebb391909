"""What happens to contacts, as events: each names its contact, and those of a leg its agent."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from feeds import contact_events, events
from feeds.contact_events import ContactReleased, OfContact, OfLeg
from tests.feeds import AT, FULL

NAMED = [
    found
    for found in vars(contact_events).values()
    if isinstance(found, type) and issubclass(found, OfContact) and found not in (OfContact, OfLeg)
]


@pytest.mark.parametrize("model", NAMED)
def test_that_every_event_of_a_contact_is_one_of_the_protocol(model: type[OfContact]) -> None:
    assert model in events.EVENT_MODELS
    assert getattr(events, model.__name__) is model


@pytest.mark.parametrize("model", NAMED)
@pytest.mark.parametrize("name", ["contact", "agent"])
def test_that_an_event_names_its_contact_and_one_of_a_leg_its_agent(
    model: type[OfContact], name: str
) -> None:
    full = FULL[model.model_fields["type"].default]
    without = {key: value for key, value in full.items() if key != name}
    if name == "contact" or issubclass(model, OfLeg):
        with pytest.raises(ValidationError, match=name):
            model.model_validate(without)
    else:
        assert model.model_validate(without).contact == full["contact"]


def test_that_a_release_begins_a_wrap_up_unless_it_says_otherwise() -> None:
    assert ContactReleased(at=AT, contact="c1", agent="ana").wrap_up is True
