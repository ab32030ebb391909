"""Members of a queue_log: who is there, and in which state."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from feeds.instants import instant
from tests.feeds.importers.queue_log.queue_logs import START, Imported, imported


def states(found: Imported) -> list[str]:
    return found.story("agent.state")


def queues_of(found: Imported, agent: str) -> list[Any]:
    return [event["queues"] for event in found.of("agent.profile") if event["agent"] == agent]


def test_that_a_member_of_several_queues_is_offline_only_when_removed_from_all(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        """0|MANAGER|sales|Ana|ADDMEMBER|
           1|MANAGER|help|Ana|ADDMEMBER|
           5|MANAGER|sales|Ana|REMOVEMEMBER|
           9|MANAGER|help|Ana|REMOVEMEMBER|
           20|MANAGER|help|Ana|ADDMEMBER|PAUSED""",
    )
    assert states(found) == ["0 state Ana available", "9 state Ana offline", "20 state Ana not_ready"]
    assert queues_of(found, "Ana") == [["sales"], ["sales", "help"], ["help"], [], ["help"]]
    assert found.findings.used == 5


def test_that_pausing_in_all_queues_at_once_is_written_once_with_its_reason(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        """0|MANAGER|sales|Ana|ADDMEMBER|
           0|MANAGER|help|Ana|ADDMEMBER|
           5|NONE|NONE|Ana|PAUSEALL|Lunch
           5|NONE|sales|Ana|PAUSE|Lunch
           5|NONE|help|Ana|PAUSE|Lunch
           9|NONE|NONE|Ana|UNPAUSEALL|
           9|NONE|sales|Ana|UNPAUSE|
           9|NONE|help|Ana|UNPAUSE|""",
    )
    assert states(found) == [
        "0 state Ana available",
        "5 state Ana not_ready Lunch",
        "9 state Ana available",
    ]


def test_that_a_reason_which_comes_with_the_queues_alone_is_the_pauses(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        """0|MANAGER|sales|Ana|ADDMEMBER|
           5|NONE|NONE|Ana|PAUSEALL|
           5|NONE|sales|Ana|PAUSE|Training
           9|NONE|NONE|Ana|UNPAUSEALL|
           9|NONE|sales|Ana|UNPAUSE|""",
    )
    assert states(found)[-2:] == ["5 state Ana not_ready Training", "9 state Ana available"]


def test_that_an_agent_paused_queue_by_queue_is_not_ready_in_the_last(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        """0|MANAGER|sales|Ana|ADDMEMBER|
           0|MANAGER|help|Ana|ADDMEMBER|
           5|NONE|sales|Ana|PAUSE|Break
           7|NONE|help|Ana|PAUSE|
           9|NONE|sales|Ana|UNPAUSE|""",
    )
    assert states(found) == ["0 state Ana available", "7 state Ana not_ready Break", "9 state Ana available"]
    assert any("pauses in some of them only: 1" in note for note in found.findings.notes)


def test_that_one_queue_let_go_on_after_a_pause_of_all_makes_an_agent_available(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        """0|MANAGER|sales|Ana|ADDMEMBER|
           0|MANAGER|help|Ana|ADDMEMBER|
           5|NONE|NONE|Ana|PAUSEALL|Break
           9|NONE|sales|Ana|UNPAUSE|
           12|NONE|sales|Ana|PAUSE|""",
    )
    assert states(found)[1:] == [
        "5 state Ana not_ready Break",
        "9 state Ana available",
        "12 state Ana not_ready Break",
    ]


def test_that_a_paused_member_who_was_removed_comes_back_without_the_pause(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        """0|MANAGER|sales|Ana|ADDMEMBER|
           5|NONE|NONE|Ana|PAUSEALL|Break
           5|NONE|sales|Ana|PAUSE|Break
           9|MANAGER|sales|Ana|REMOVEMEMBER|
           20|MANAGER|sales|Ana|ADDMEMBER|
           25|NONE|NONE|Ana|PAUSEALL|Lunch
           30|MANAGER|help|Ana|ADDMEMBER|""",
    )
    assert states(found)[1:] == [
        "5 state Ana not_ready Break",
        "9 state Ana offline",
        "20 state Ana available",
        "25 state Ana not_ready Lunch",
        # Added to another queue, where it is not paused.
        "30 state Ana available",
    ]


def test_that_removal_from_the_queue_still_open_leaves_the_paused_ones(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        """0|MANAGER|sales|Ana|ADDMEMBER|
           0|MANAGER|help|Ana|ADDMEMBER|
           5|NONE|sales|Ana|PAUSE|Break
           9|CLI|help|Ana|REMOVEMEMBER|""",
    )
    assert states(found)[1:] == ["9 state Ana not_ready Break"]


@pytest.mark.parametrize("word", ["AGENT", "AGENTCALLBACK"])
def test_that_agents_of_version_1_log_on_and_off(tmp_path: Path, word: str) -> None:
    found = imported(
        tmp_path,
        f"""0|1.1|NONE|Agent/1141|{word}LOGIN|SIP/2001-0000ab
            1|NONE|sales|Agent/1141|PAUSE|
            2|NONE|sales|Agent/1141|UNPAUSE|
            9|1.1|NONE|Agent/1141|{word}LOGOFF|SIP/2001-0000ab|9|Autologoff""",
    )
    assert states(found) == [
        "0 state 1141 available",
        "1 state 1141 not_ready",
        "2 state 1141 available",
        "9 state 1141 offline",
    ]
    assert {event["agent"] for event in found.of("agent.profile")} == {"1141"}


def test_that_static_members_show_their_queues_and_states_by_their_pauses(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        """5|NONE|NONE|Ana|PAUSEALL|Break
           5|NONE|sales|Ana|PAUSE|Break
           9|NONE|NONE|Ana|UNPAUSEALL|
           9|NONE|sales|Ana|UNPAUSE|""",
    )
    assert states(found) == ["5 state Ana not_ready Break", "9 state Ana available"]
    assert queues_of(found, "Ana")[-1] == ["sales"]


def test_that_agents_known_by_their_calls_only_have_no_presence_and_a_note_says_so(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        """0|1.1|sales|NONE|ENTERQUEUE||1|1
           2|1.1|sales|Ana|CONNECT|2|1.2|1
           9|1.1|sales|Ana|COMPLETECALLER|2|7|1""",
    )
    assert states(found) == []
    assert queues_of(found, "Ana") == [["sales"]]
    assert any(note.startswith("1 of 1 agents are never added") for note in found.findings.notes)


def test_that_an_agent_first_seen_leaving_one_queue_is_back_with_a_call_of_another(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        """0|MANAGER|sales|Ana|REMOVEMEMBER|
           5|1.1|help|NONE|ENTERQUEUE||1|1
           9|1.1|help|Ana|CONNECT|4|1.2|1
           12|2.1|sales|NONE|ENTERQUEUE||1|1
           14|2.1|sales|Ana|RINGNOANSWER|1000""",
    )
    assert states(found) == ["0 state Ana offline", "8 state Ana available"]
    assert queues_of(found, "Ana")[-1] == ["help"]


def test_that_what_is_done_twice_is_left_out_as_contradictory_but_not_across_a_restart(
    tmp_path: Path,
) -> None:
    found = imported(
        tmp_path,
        """0|MANAGER|sales|Ana|ADDMEMBER|
           1|MANAGER|sales|Ana|ADDMEMBER|
           2|MANAGER|sales|Ana|REMOVEMEMBER|
           3|MANAGER|sales|Ana|REMOVEMEMBER|
           4|NONE|sales|Ana|PAUSE|
           5|1.1|NONE|Agent/7|AGENTLOGIN|SIP/1
           6|1.1|NONE|Agent/7|AGENTLOGIN|SIP/1
           7|MANAGER|sales|Ben|ADDMEMBER|
           8|NONE|NONE|NONE|QUEUESTART|
           9|MANAGER|sales|Ben|ADDMEMBER|
           10|MANAGER|NONE|Ben|ADDMEMBER|
           11|MANAGER|NONE|Ben|REMOVEMEMBER|
           12|MANAGER|sales|NONE|REMOVEMEMBER|""",
    )
    assert found.contradictory == {
        "ADDMEMBER: added to a queue it is already a member of": 1,
        "REMOVEMEMBER: removed from a queue it is not a member of": 1,
        "PAUSE: paused or unpaused in a queue it is not a member of": 1,
        "AGENTLOGIN: logged on twice": 1,
    }
    assert found.findings.left_out.total == 7
    assert [state for state in states(found) if "Ben" in state] == ["7 state Ben available"]


def test_that_a_restart_lets_each_queue_add_its_members_again_and_agents_log_on_again(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        """0|MANAGER|sales|SIP/1|ADDMEMBER|
           0|MANAGER|help|SIP/1|ADDMEMBER|
           1|1.1|NONE|Agent/1|AGENTLOGIN|SIP/1
           2|NONE|NONE|NONE|QUEUESTART|
           3|MANAGER|sales|SIP/1|ADDMEMBER|
           3|MANAGER|help|SIP/1|ADDMEMBER|
           4|1.2|NONE|Agent/1|AGENTLOGIN|SIP/1
           5|MANAGER|help|SIP/1|ADDMEMBER|""",
    )
    assert found.contradictory == {"ADDMEMBER: added to a queue it is already a member of": 1}
    assert [remark.line for remark in found.findings.left_out.kept] == [8]
    assert states(found) == ["0 state 1 available"]


def test_that_every_queue_and_agent_is_declared_before_anything_is_said_of_it(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        """0|1.1|sales|NONE|ENTERQUEUE||1|1
           9|1.1|sales|Ana|RINGNOANSWER|8000
           9|MANAGER|help|Ben|ADDMEMBER|""",
    )
    declared: set[str] = set()
    for event in found.events:
        if event["type"].endswith(".profile"):
            declared.add(event.get("agent") or event["queue"])
        else:
            assert {event[key] for key in ("agent", "queue") if key in event} <= declared
    assert min(instant(event["at"]) for event in found.events) == START * 1000
