"""Tests of queues: declared once, and again where they are other than they were."""

from __future__ import annotations

from typing import Any

import pytest

from feeds.platforms.asterisk.ami.packets import Packet
from feeds.platforms.asterisk.members.queues import Queues
from feeds.platforms.asterisk.members.settings import SwitchSettings
from feeds.protocol.event_writer import EventWriter


def _queues(**settings: Any) -> tuple[Queues, EventWriter]:
    writer = EventWriter()
    writer.is_muted = False
    return Queues(SwitchSettings.model_validate(settings), writer), writer


def _params(queue: str, threshold: str) -> Packet:
    return Packet([("Queue", queue), ("ServiceLevel", threshold)])


def test_that_a_queue_is_declared_once_and_again_with_another_threshold() -> None:
    queues, writer = _queues()
    for threshold in ("20", "20", "30"):
        queues.describe(_params("support", threshold))
        queues.meet("support", 0)
    thresholds = [event.model_dump()["service_level"]["threshold_seconds"] for event in writer.take()]
    assert thresholds == [20, 30]


@pytest.mark.parametrize("threshold", ["", "0", "-5", "abc", "٣", "99999999999"])
def test_that_what_is_no_threshold_is_none(threshold: str) -> None:
    queues, _ = _queues()
    queues.describe(_params("support", threshold))
    assert queues.profile("support")["service_level"] == {}


def test_that_the_settings_stand_over_the_switch() -> None:
    queues, _ = _queues(queues={"support": {"threshold_seconds": 45, "handle_goal_seconds": 300}})
    queues.describe(_params("support", "20"))
    profile = queues.profile("support")
    assert profile["service_level"] == {"threshold_seconds": 45}
    assert (profile["name"], profile["channel"], profile["handle_goal_seconds"]) == ("support", "voice", 300)


def test_that_a_queue_without_a_name_is_none() -> None:
    queues, writer = _queues()
    queues.describe(_params("", "20"))
    assert (queues.profiles, writer.take()) == ({}, [])
