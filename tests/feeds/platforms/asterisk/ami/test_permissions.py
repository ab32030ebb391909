"""Wishes: which verbs an account's rights and a site's settings come to."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from feeds.platforms.asterisk.ami.packets import Packet
from feeds.platforms.asterisk.ami.permissions import Messages, Permissions, Requeue, Supervision, actions_of

LISTED = Packet(
    [
        ("Response", "Success"),
        ("ActionID", "7"),
        ("QueuePause", "Makes a queue member temporarily unavailable.  (Priv: agent,all)"),
        ("QueueAdd", "Add interface to queue.  (Priv: agent,all)"),
        ("QueueRemove", "Remove interface from queue.  (Priv: agent,all)"),
        ("Redirect", "Redirect (transfer) a call.  (Priv: call,all)"),
        ("QueueStatus", "Show queue status.  (Priv: <none>)"),
    ]
)


def test_that_only_what_the_account_may_do_is_granted() -> None:
    actions = actions_of(LISTED.headers)
    assert Permissions().granted(actions) == ("set_state", "set_queues", "log_out")
    own = Permissions(requeue=Requeue(context="ext-queues"))
    assert own.granted(actions) == ("set_state", "set_queues", "requeue", "log_out")
    assert own.granted(frozenset({"queuestatus", "ping"})) == ()


@pytest.mark.parametrize("device", ["PJSIP/200", "SIP/kim.novak", "IAX2/a07", "DAHDI/3"])
def test_that_a_plain_phone_may_be_rung(device: str) -> None:
    assert Supervision().allows(device)


@pytest.mark.parametrize(
    "device",
    ["PJSIP/0900@trunk", "Local/200@from-internal", "DAHDI/g1/0900", "PJSIP/1&PJSIP/2", "PJSIP/", ""],
)
def test_that_what_could_dial_out_may_not(device: str) -> None:
    assert not Supervision().allows(device)


@pytest.mark.parametrize("to", ["pjsip:{host}", "pjsip:{", "{0}"])
def test_that_a_template_with_other_braces_is_refused(to: str) -> None:
    with pytest.raises(ValidationError, match="brace"):
        Messages(to=to)
