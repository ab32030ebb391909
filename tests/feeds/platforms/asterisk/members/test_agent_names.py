"""One agent under several spellings."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.importers.queue_log.importer import QueueLogSettings
from feeds.platforms.asterisk.members.agent_names import AgentEntry, AgentFile, Agents, extension
from tests.feeds.importers.queue_log.queue_logs import imported


@pytest.mark.parametrize(
    "spelling",
    [
        "Agent/1141",
        "Local/1141@from-internal/n",
        "Local/1141@from-queue-0000001f;1",
        "SIP/1141",
        "SIP/1141-0000ab",
        "SIP/1141-b7d08e90",
        "sip/1141@pbx.example",
        "PJSIP/1141",
        "PJSIP/1141/sip:1141@192.0.2.7:5060",
        "IAX2/1141-4521",
        "SCCP/1141",
        "1141",
    ],
)
def test_that_channels_of_one_extension_are_one_agent(spelling: str) -> None:
    assert Agents().find(spelling) == "1141"


@pytest.mark.parametrize(
    "spelling",
    ["SIP/trunk/5551234", "DAHDI/1-1", "Zap/3-1", "Kim Novak", "SIP/", "Ana/Ben", "Mobile/x", "1141 Kim"],
)
def test_that_what_is_no_extension_stays_as_it_is(spelling: str) -> None:
    assert extension(spelling) == spelling


def test_that_a_name_with_a_dash_is_not_cut() -> None:
    assert extension("SIP/john-doe") == "john-doe"
    assert extension("SIP/john-doe-0000001a") == "john-doe"
    assert extension("SIP/reception-face") == "reception-face"
    assert extension("Local/id-56@agentcallback/n") == "id-56"


@pytest.mark.parametrize("nobody", ["NONE", ""])
def test_that_none_is_nobody(nobody: str) -> None:
    assert Agents().find(nobody) is None


def test_that_a_name_is_its_own_agent_until_a_row_shows_its_channel(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        """0|MANAGER|sales|Kim Novak|ADDMEMBER|SIP/1141
           1|1.1|sales|NONE|ENTERQUEUE||1|1
           5|1.1|sales|SIP/1141-0000ab|CONNECT|4|1.2|1
           9|1.1|sales|Kim Novak|COMPLETECALLER|4|4|1
           10|MANAGER|sales|Ana|ADDMEMBER|
           11|2.1|sales|NONE|ENTERQUEUE||1|1
           12|2.1|sales|SIP/1142|CONNECT|1|1.2|1""",
    )
    assert found.story("contact.answered") == ["5 answered Kim Novak", "12 answered 1142"]
    assert not found.findings.contradictory.total


def test_that_an_agents_file_joins_spellings_and_gives_names_and_teams(tmp_path: Path) -> None:
    kim = AgentEntry(name="Kim Novak", team="north", spellings=["SIP/1141", "K. Novak"])
    found = imported(
        tmp_path,
        """0|MANAGER|sales|K. Novak|ADDMEMBER|
           1|1.1|sales|NONE|ENTERQUEUE||1|1
           5|1.1|sales|Local/1141@phones/n|CONNECT|4|1.2|1
           9|1.1|sales|kim|COMPLETECALLER|4|4|1""",
        QueueLogSettings(agents=AgentFile(agents={"kim": kim})),
    )
    profile = found.of("agent.profile")[0]
    assert (profile["agent"], profile["name"], profile["team"]) == ("kim", "Kim Novak", "north")
    assert {event["agent"] for event in found.events if "agent" in event} == {"kim"}
    assert not found.findings.contradictory.total
