"""Queues of a switch: declared on first mention, with the switch's service level threshold."""

from __future__ import annotations

from typing import Any

from feeds.platforms.asterisk.ami.packets import Packet
from feeds.platforms.asterisk.members.settings import SwitchSettings
from feeds.protocol.event_writer import EventWriter, id_of


class Queues:
    """The queues with their profiles. Owned by the translator."""

    def __init__(self, settings: SwitchSettings, writer: EventWriter) -> None:
        self._settings = settings
        self._writer = writer
        self._thresholds: dict[str, float] = {}
        self.profiles: dict[str, dict[str, Any]] = {}

    def describe(self, packet: Packet) -> None:
        """QueueParams: store it without an event."""
        queue = id_of(packet.get("Queue"))
        threshold = packet.get("ServiceLevel")
        if queue:
            if threshold.isascii() and threshold.isdecimal() and len(threshold) < 10:
                self._thresholds[queue] = float(threshold)
            self.profiles.setdefault(queue, {})

    def meet(self, queue: str, at: int) -> None:
        """Declare *queue* if it is new or changed."""
        profile = self.profile(queue)
        if profile != self.profiles.get(queue):
            self.profiles[queue] = profile
            self._writer.write(at, "queue.profile", **profile)

    def profile(self, queue: str) -> dict[str, Any]:
        """The fields of the profile of *queue*."""
        settings = self._settings.of(queue)
        threshold = settings.threshold_seconds
        goal: dict[str, float] = {}
        if threshold is None:
            threshold = self._thresholds.get(queue)
        # The switch reports zero for a queue without a service level.
        if threshold:
            goal["threshold_seconds"] = threshold
        if settings.target is not None:
            goal["target"] = settings.target
        given = settings.model_dump(
            include={
                "short_abandon_seconds",
                "longest_wait_goal_seconds",
                "handle_goal_seconds",
                "wrap_up_goal_seconds",
            },
            exclude_none=True,
        )
        name = settings.name or queue
        return {"queue": queue, "name": name, "channel": "voice", "service_level": goal, **given}
