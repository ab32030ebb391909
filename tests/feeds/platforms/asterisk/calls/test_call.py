"""One call of a switch: which of its agents' legs are live, and what closing one leaves."""

from __future__ import annotations

import pytest

from feeds.platforms.asterisk.calls.call import CallPart, SwitchCall, SwitchLeg


def leg_of(call: SwitchCall, agent: str = "ana") -> SwitchLeg:
    leg = call.legs[agent] = SwitchLeg(call, agent, "sales", "PJSIP/1141", 0, "PJSIP/1141-1")
    return leg


@pytest.mark.parametrize(
    ("part", "is_live"),
    [
        (CallPart.TALKING, True),
        (CallPart.HELD, True),
        (CallPart.WRAPPING, False),
        (CallPart.OVER, False),
    ],
)
def test_that_who_talks_or_holds_is_live(part: CallPart, is_live: bool) -> None:
    leg = leg_of(SwitchCall("c1"))
    leg.part = part
    assert leg.is_live is is_live


def test_that_a_closed_leg_leaves_the_call_and_the_agents_next_one_stays() -> None:
    call = SwitchCall("c1")
    first = leg_of(call)
    second = leg_of(call)
    first.close()
    assert first.part is CallPart.OVER
    assert call.legs == {"ana": second}
    second.close()
    assert call.legs == {}
