"""Tests of who a member is, where settings say it."""

from __future__ import annotations

from feeds.platforms.asterisk.members.agent_names import AgentEntry
from feeds.platforms.asterisk.members.identities import Identities


def test_that_the_settings_agents_stand_over_names_and_devices() -> None:
    people = Identities(
        {"kim": AgentEntry(name="Kim N.", team="north", spellings=["Kim Novak", "PJSIP/132"])}
    )
    assert people.find("Kim Novak", "Local/7@agents/n") == "kim"
    assert people.find("PJSIP/132", "PJSIP/132") == "kim"
    assert (people.name("kim"), people.team("kim")) == ("Kim N.", "north")


def test_that_who_is_named_by_nothing_is_nobody() -> None:
    people = Identities({})
    assert people.find("", "") is None
    assert people.find("NONE") is None


def test_that_an_id_is_no_longer_than_ids_may_be() -> None:
    assert len(Identities({}).find("x" * 300) or "") == 128
