"""Actions: nothing that is said to a switch can say something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.platforms.asterisk.ami.actions import LINE_BYTES, ActionError, action_text


@given(st.text(max_size=30).filter(str.isprintable))
def test_that_a_value_is_said_as_it_is_on_one_line(value: str) -> None:
    text = action_text("QueueAdd", [("MemberName", value)], "7").decode()
    assert text == f"Action: QueueAdd\r\nActionID: 7\r\nMemberName: {value}\r\n\r\n"
    assert len(text.splitlines()) == 4


@pytest.mark.parametrize("value", ["a\r\nAction: Hangup", "a\nb", "\x00", "\x85", "\u2028"])
def test_that_a_second_line_cannot_be_smuggled_in(value: str) -> None:
    with pytest.raises(ActionError):
        action_text("QueuePause", [("Reason", value)], "7")


def test_that_what_the_switch_would_cut_is_refused() -> None:
    with pytest.raises(ActionError, match="body is too long"):
        action_text("MessageSend", [("Body", "ü" * (LINE_BYTES // 2))], "7")
