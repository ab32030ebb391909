"""Calls of a queue_log: what each event means, in its old and its new form."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.importers.queue_log.importer import QueueLogSettings
from tests.feeds.importers.queue_log.queue_logs import imported


def test_that_a_call_of_today_is_queued_offered_answered_and_ended(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        """0|1.1|sales|NONE|ENTERQUEUE||5550100|1
           9|1.1|sales|Ana|CONNECT|9|1.2|4
           40|1.1|sales|Ana|COMPLETECALLER|9|31|1""",
    )
    assert found.story() == ["0 queued", "5 offered Ana", "9 answered Ana", "40 released Ana", "40 ended"]
    assert found.of("contact.queued")[0]["customer"] == "5550100"
    assert found.of("contact.answered")[0]["queue"] == "sales"
    assert found.of("contact.released")[0]["wrap_up"] is False
    assert (found.findings.used, found.left_out, found.contradictory, found.anomalies) == (3, {}, {}, {})


def test_that_a_call_of_version_1_2_needs_no_more_than_it_had(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        """0|1.1|sales|NONE|ENTERQUEUE||
           9|1.1|sales|Agent/1141|CONNECT|9
           40|1.1|sales|Agent/1141|COMPLETEAGENT|9|31""",
    )
    assert found.story() == [
        "0 queued",
        "9 offered 1141",
        "9 answered 1141",
        "40 released 1141",
        "40 ended",
    ]
    assert "customer" not in found.of("contact.queued")[0]
    assert not found.anomalies


@pytest.mark.parametrize("caller", ["", "anonymous", "Unknown", "unavailable", "RESTRICTED"])
def test_that_a_caller_who_hides_is_no_customer(tmp_path: Path, caller: str) -> None:
    found = imported(tmp_path, f"0|1.1|sales|NONE|ENTERQUEUE||{caller}|1")
    assert "customer" not in found.of("contact.queued")[0]


def test_that_a_missed_ring_is_counted_in_milliseconds(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        """0|1.1|sales|NONE|ENTERQUEUE||1|1
           15|1.1|sales|Ana|RINGNOANSWER|12000
           15|1.1|sales|Ben|RINGNOANSWER|0
           16|1.1|sales|Ana|RINGNOANSWER|9000
           20|1.1|sales|NONE|ABANDON|1|1|20""",
    )
    assert found.story() == [
        "0 queued",
        "3 offered Ana",
        "15 missed Ana",
        "15 offered Ben",
        "15 missed Ben",
        # It rang before it was missed last: the two cannot overlap.
        "15 offered Ana",
        "16 missed Ana",
        "20 abandoned",
        "20 ended",
    ]
    assert {event["cause"] for event in found.of("contact.missed")} == {"no_answer"}
    assert not found.anomalies


def test_that_a_ring_the_caller_cut_short_is_no_miss(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        """0|1.1|sales|NONE|ENTERQUEUE||1|1
           6|1.1|sales|Ana|RINGCANCELED|2509
           6|1.1|sales|NONE|ABANDON|1|1|6""",
    )
    assert found.story() == ["0 queued", "3.491 offered Ana", "6 abandoned", "6 ended"]
    assert not found.anomalies


def test_that_no_ring_begins_before_the_call_came(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        """10|1.1|sales|NONE|ENTERQUEUE||1|1
           12|1.1|sales|Ana|RINGNOANSWER|3000
           14|1.1|sales|Ben|CONNECT|4|1.2|60""",
    )
    assert found.story()[:4] == ["10 queued", "10 offered Ana", "10 offered Ben", "12 missed Ana"]
    assert not found.anomalies


@pytest.mark.parametrize(
    ("row", "to"),
    [
        ("EXITWITHTIMEOUT|1", "timeout"),
        ("EXITWITHTIMEOUT|1|2|30", "timeout"),
        ("EXITWITHKEY|5|1", "other"),
        ("EXITWITHKEY|5|1|2|30", "other"),
        ("EXITEMPTY|1|2|30", "other"),
        ("WITHDRAW|1|2|30|moved", "other"),
    ],
)
def test_that_leaving_the_queue_unanswered_is_a_deflection_and_the_call_goes_on(
    tmp_path: Path, row: str, to: str
) -> None:
    found = imported(
        tmp_path,
        f"""0|1.1|sales|NONE|ENTERQUEUE||1|1
            30|1.1|sales|NONE|{row}
            31|1.1|night|NONE|ENTERQUEUE||1|1
            35|1.1|night|NONE|ABANDON|1|1|4""",
    )
    assert found.of("contact.deflected")[0]["to"] == to
    assert found.story() == ["0 queued", "30 deflected", "31 queued", "35 abandoned", "35 ended"]
    assert {event["contact"] for event in found.of("contact.queued")} == {"1.1"}
    assert not found.anomalies


def test_that_a_call_dropped_for_its_codecs_is_no_abandon(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        """0|1.1|sales|NONE|ENTERQUEUE||1|1
           5|1.1|sales|SIP/1141|SYSCOMPAT|""",
    )
    assert found.story() == ["0 queued", "5 deflected", "5 ended"]


def test_that_an_agent_who_hangs_up_on_the_announcement_declines_and_the_caller_waits_on(
    tmp_path: Path,
) -> None:
    found = imported(
        tmp_path,
        """0|1.1|sales|NONE|ENTERQUEUE||1|1
           5|1.1|sales|SIP/1141|AGENTDUMP|
           9|1.1|sales|SIP/1142-00ab|CONNECT|9|1.2|1""",
    )
    assert found.story() == [
        "0 queued",
        "5 offered 1141",
        "5 missed 1141",
        "8 offered 1142",
        "9 answered 1142",
    ]
    assert found.of("contact.missed")[0]["cause"] == "declined"


@pytest.mark.parametrize(
    ("row", "kind", "to"),
    [
        ("TRANSFER|night|from-internal", "blind", {"to_queue": "night"}),
        ("TRANSFER|1142|from-internal|5|20", "blind", {"to_agent": "1142"}),
        ("TRANSFER|900|from-internal|5|20|1", "blind", {}),
        ("BLINDTRANSFER|night|from-internal|5|20|1", "blind", {"to_queue": "night"}),
        ("ATTENDEDTRANSFER|BRIDGE|aa-bb|5|20|1", "warm", {}),
        ("ATTENDEDTRANSFER|APP|VoiceMail|5|20|1", "warm", {}),
        ("ATTENDEDTRANSFER|LINK|Local/1@a-1;1|Local/1@a-1;2|5|20|1", "warm", {}),
    ],
)
def test_that_a_transfer_ends_the_leg_and_the_contact_may_be_queued_again(
    tmp_path: Path, row: str, kind: str, to: dict[str, str]
) -> None:
    found = imported(
        tmp_path,
        f"""0|0.1|night|NONE|ENTERQUEUE||2|1
            1|0.1|night|SIP/1142|RINGNOANSWER|1000
            2|1.1|sales|NONE|ENTERQUEUE||1|1
            5|1.1|sales|SIP/1141|CONNECT|3|1.2|2
            25|1.1|sales|SIP/1141|{row}
            25|1.1|night|NONE|ENTERQUEUE||1|2
            30|1.1|night|SIP/1142|CONNECT|5|1.3|1
            40|1.1|night|SIP/1142|COMPLETECALLER|5|10|1""",
    )
    transferred = found.of("contact.transferred")[0]
    assert transferred["kind"] == kind
    assert {key: transferred[key] for key in transferred if key.startswith("to_")} == to
    assert found.story()[-7:] == [
        "25 transferred 1141",
        "25 released 1141",
        "25 queued",
        "29 offered 1142",
        "30 answered 1142",
        "40 released 1142",
        "40 ended",
    ]
    assert not found.anomalies
    assert not found.findings.left_out.total


def test_that_a_caller_sent_on_after_the_agent_hung_up_is_the_same_contact(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        """0|1.1|sales|NONE|ENTERQUEUE||1|1
           2|1.1|sales|Ana|CONNECT|2|1.2|1
           9|1.1|sales|Ana|COMPLETEAGENT|2|7|1
           60|1.1|survey|NONE|ENTERQUEUE||1|1
           65|1.1|survey|Bot|CONNECT|5|1.3|1
           70|1.1|survey|Bot|COMPLETECALLER|5|5|1""",
    )
    assert [event["contact"] for event in found.of("contact.ended")] == ["1.1"]
    assert found.story("contact.ended") == ["70 ended"]
    assert not found.anomalies


def test_that_a_callid_used_again_after_its_call_ended_is_another_contact(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        """0|1.1|sales|NONE|ENTERQUEUE||1|1
           2|1.1|sales|NONE|ABANDON|1|1|2
           9|1.1|sales|NONE|ENTERQUEUE||1|1
           10|1.1|sales|NONE|ABANDON|1|1|1
           20|1.1|sales|NONE|ENTERQUEUE||1|1""",
    )
    assert [event["contact"] for event in found.of("contact.queued")] == ["1.1", "1.1#2", "1.1#3"]
    assert not found.anomalies


# Wrap-up -------------------------------------------------------------------------------------------


def test_that_an_end_of_talk_that_is_logged_after_the_next_queue_answers_nothing_there(
    tmp_path: Path,
) -> None:
    found = imported(
        tmp_path,
        """0|1.1|billing|NONE|ENTERQUEUE||1|1
           5|1.1|billing|Ana|CONNECT|5|1.2|2
           8|1.1|sales|NONE|ENTERQUEUE||1|1
           8|1.1|billing|Ana|COMPLETEAGENT|5|3|1
           43|1.1|sales|NONE|EXITWITHTIMEOUT|1|1|35""",
    )
    assert found.story() == [
        "0 queued",
        "3 offered Ana",
        "5 answered Ana",
        "8 released Ana",
        "8 queued",
        "43 deflected",
    ]


def test_that_an_agent_may_send_a_caller_back_to_the_queue_it_came_from(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        """0|1.1|help|NONE|ENTERQUEUE||1|1
           5|1.1|help|Ana|CONNECT|5|1.2|2
           15|1.1|help|NONE|ENTERQUEUE||1|1
           15|1.1|help|Ana|BLINDTRANSFER|30|12|5|10|1
           20|1.1|help|Ben|CONNECT|5|1.3|1
           29|1.1|help|Ben|COMPLETECALLER|5|9|1""",
    )
    assert found.story("contact.answered", "contact.released") == [
        "5 answered Ana",
        "15 released Ana",
        "20 answered Ben",
        "29 released Ben",
    ]


TWO_CALLS = """
    0|1.1|sales|NONE|ENTERQUEUE||1|1
    2|1.1|sales|Ana|CONNECT|2|1.2|1
    10|1.1|sales|Ana|COMPLETECALLER|2|8|1
    14|2.1|sales|NONE|ENTERQUEUE||2|1
    20|2.1|sales|Ana|CONNECT|6|2.2|3
    30|2.1|sales|Ana|COMPLETECALLER|6|10|1
    90|3.1|sales|NONE|ENTERQUEUE||3|1
"""


def test_that_wrap_up_is_written_when_asked_for_and_cut_by_the_next_ring(tmp_path: Path) -> None:
    found = imported(tmp_path, TWO_CALLS, QueueLogSettings(wrap_up_seconds=15))
    assert found.story("contact.released", "contact.wrapped") == [
        "10 released Ana",
        "17 wrapped Ana",
        "30 released Ana",
        "45 wrapped Ana",
    ]
    assert not found.anomalies


def test_that_a_state_cuts_wrap_up_and_one_that_outlives_the_log_stays_open(tmp_path: Path) -> None:
    log = "0|NONE|sales|Ana|ADDMEMBER|\n" + TWO_CALLS + "\n91|NONE|NONE|Ana|PAUSEALL|Break"
    found = imported(tmp_path, log, QueueLogSettings(wrap_up_seconds=120))
    assert found.story("contact.wrapped") == ["17 wrapped Ana", "91 wrapped Ana"]
    assert not found.anomalies
    found = imported(tmp_path, TWO_CALLS, QueueLogSettings(wrap_up_seconds=120))
    assert found.story("contact.wrapped") == ["17 wrapped Ana"]


def test_that_the_agents_code_goes_with_the_wrap_up(tmp_path: Path) -> None:
    log = TWO_CALLS.replace("10|1.1|sales|Ana|COMP", "9|1.1|sales|Ana|CALLSTATUS|SALE\n10|1.1|sales|Ana|COMP")
    log += "\n33|2.1|sales|Ana|CALLSTATUS|LOST\n95|2.1|sales|Ana|CALLSTATUS|LATE"
    found = imported(tmp_path, log, QueueLogSettings(wrap_up_seconds=15))
    assert [event["code"] for event in found.of("contact.wrapped")] == ["SALE", "LOST"]
    assert found.left_out == {"CALLSTATUS: no call with that id is in talk or wrap-up": 1}
    without = imported(tmp_path, log)
    assert [event["code"] for event in without.of("contact.wrapped")] == ["SALE"]
    assert without.story("contact.released", "contact.wrapped")[:2] == ["10 released Ana", "10 wrapped Ana"]
    assert not without.anomalies


# Contradictions and beginnings ---------------------------------------------------------------------


def test_that_what_began_before_the_log_is_left_out_and_said(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        """0|1.1|sales|Ana|CONNECT|9|1.2|4
           2|1.1|sales|Ana|COMPLETECALLER|9|2|1
           3|2.1|sales|NONE|ABANDON|1|1|50
           4|3.1|sales|Ana|BLINDTRANSFER|1|x|5|20|1
           5|4.1|sales|Ana|RINGNOANSWER|1000
           6|5.1|sales|NONE|ENTERQUEUE||1|1""",
    )
    assert found.story() == ["6 queued"]
    assert found.findings.left_out.total == found.findings.contradictory.total == 5
    assert not found.anomalies


def test_that_an_answer_whose_row_is_lost_is_placed_by_the_talk_time(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        """0|1.1|sales|NONE|ENTERQUEUE||1|1
           40|1.1|sales|Ana|COMPLETECALLER|9|31|1
           50|2.1|sales|NONE|ENTERQUEUE||1|1
           60|2.1|sales|Ana|BLINDTRANSFER|7|x|3|6|1
           70|3.1|sales|NONE|ENTERQUEUE||1|1
           80|3.1|sales|Ana|TRANSFER|7|x|3|7
           90|4.1|sales|NONE|ENTERQUEUE||1|1
           95|4.1|sales|Ana|TRANSFER|7|x""",
    )
    assert found.story("contact.answered") == ["9 answered Ana", "54 answered Ana", "73 answered Ana"]
    assert found.findings.contradictory.total == 4
    assert found.left_out == {"TRANSFER: no agent has the call, it is still waiting": 1}
    assert not found.anomalies


def test_that_a_call_that_enters_a_queue_while_talking_talks_no_longer(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        """0|1.1|sales|NONE|ENTERQUEUE||1|1
           2|1.1|sales|Ana|CONNECT|2|1.2|1
           30|1.1|sales|NONE|ENTERQUEUE||1|1
           31|1.1|sales|NONE|ENTERQUEUE||1|1
           33|1.1|sales|Ben|CONNECT|3|1.3|1
           34|1.1|sales|Ana|COMPLETEAGENT|2|7|1""",
    )
    assert found.story("contact.released") == ["30 released Ana", "34 released Ben"]
    assert sorted(found.contradictory) == [
        "COMPLETEAGENT: names an agent other than the one who answered",
        "ENTERQUEUE: entered a queue while talking: the end of its talk was not logged",
        "ENTERQUEUE: entered the queue it is already waiting in",
    ]
    assert not found.anomalies


def test_that_a_ring_answered_as_it_ran_out_is_one_offer(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        """0|1.1|sales|NONE|ENTERQUEUE||1|1
           10|1.1|sales|Ana|RINGNOANSWER|8000
           10|1.1|sales|Ana|CONNECT|10|1.2|8
           20|2.1|sales|NONE|ENTERQUEUE||1|1
           30|2.1|sales|Ben|RINGNOANSWER|8000
           35|2.1|sales|Ben|CONNECT|15|2.2|5""",
    )
    assert found.story()[:4] == ["0 queued", "2 offered Ana", "10 missed Ana", "10 answered Ana"]
    assert found.story("contact.offered") == ["2 offered Ana", "22 offered Ben", "30 offered Ben"]
    assert found.contradictory == {
        "CONNECT: answered a ring just logged as missed: one offer, and the miss stays": 1
    }
    assert not found.anomalies


def test_that_a_restart_of_the_server_ends_every_call(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        """0|1.1|sales|NONE|ENTERQUEUE||1|1
           2|1.1|sales|Ana|CONNECT|2|1.2|1
           5|2.1|sales|NONE|ENTERQUEUE||1|1
           60|NONE|NONE|NONE|QUEUESTART|
           61|NONE|NONE|NONE|CONFIGRELOAD|""",
    )
    assert found.story("contact.ended") == ["60 ended", "60 ended"]
    assert found.left_out == {"CONFIGRELOAD: not an event of the floor": 1}
    assert any("calls ended by a restart of the server: 2" in note for note in found.findings.notes)
    assert not found.anomalies


def test_that_calls_still_open_when_the_log_ends_stay_open(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        """0|1.1|sales|NONE|ENTERQUEUE||1|1
           2|1.1|sales|Ana|CONNECT|2|1.2|1
           5|2.1|sales|NONE|ENTERQUEUE||1|1""",
    )
    assert not found.of("contact.ended", "contact.released")
    assert any("1 waiting, 1 talking" in note for note in found.findings.notes)


def test_that_events_of_no_meaning_here_and_unknown_ones_are_counted(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        """0|1.1|sales|NONE|DID|5551234
           1|NONE|sales|SIP/1|PENALTY|3
           2|1.1|sales|NONE|HOTDESK|x
           3|1.1|sales|NONE|HOTDESK|y
           4|NONE|sales|NONE|ENTERQUEUE||1|1
           5|1.1|NONE|NONE|ENTERQUEUE||1|1
           6|1.1|sales|NONE|ENTERQUEUE||1|1
           7|1.1|sales|NONE|CONNECT|1|1.2|1
           8|1.1|sales|NONE|RINGNOANSWER|1
           9|1.1|sales|Ana|CALLSTATUS|""",
    )
    assert found.left_out == {
        "DID: not an event of the floor": 1,
        "PENALTY: not an event of the floor": 1,
        "HOTDESK: unknown event": 2,
        "ENTERQUEUE: no call id": 1,
        "ENTERQUEUE: no queue": 1,
        "CONNECT: no agent": 1,
        "RINGNOANSWER: no agent": 1,
        "CALLSTATUS: no code": 1,
    }
    assert found.findings.used == 1
