"""Tests of a switch's own configuration: each queue's wrap-up, and nothing else of it."""

from __future__ import annotations

from feeds.platforms.asterisk.ami.packets import Packet
from feeds.platforms.asterisk.queues_conf import wrap_ups_of


def test_that_each_queues_wrap_up_is_found_and_the_last_line_of_it_holds() -> None:
    lines = [
        ("Category-000000", "general"),
        ("Line-000000-000000", "wrapuptime=99"),
        ("Category-000001", "support"),
        ("Line-000001-000000", "strategy=rrmemory"),
        ("Line-000001-000001", "wrapuptime=5"),
        ("Line-000001-000002", "WrapUpTime => 8"),
        ("Category-000002", "sales"),
        ("Line-000002-000000", "wrapuptime=0"),
        ("Line-000003-000000", "wrapuptime=4"),
        ("Category-000004", "billing"),
        ("Line-000004-000000", "wrapuptime=soon"),
    ]
    assert wrap_ups_of(Packet([("Response", "Success"), *lines])) == {"support": 8.0, "sales": 0.0}


def test_that_a_refusal_holds_none() -> None:
    assert wrap_ups_of(Packet([("Response", "Error"), ("Message", "Permission denied")])) == {}
