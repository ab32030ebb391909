"""Settings of a switch, from TOML: what it does not report."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from feeds.events import Id, Seconds, SiteSettings
from feeds.platforms.asterisk.members.agent_names import AgentEntry

_STRICT = ConfigDict(frozen=True, strict=True, extra="forbid")


class SwitchSite(SiteSettings):
    """The site sent to consoles; without it they use UTC, and reasons mean `other`."""

    model_config = _STRICT


class QueueSettings(BaseModel):
    """Settings of one queue.

    The threshold defaults to the switch's own; `wrap_up_seconds` is how long the switch does not ring a
    member after a call of it, the queue's `wrapuptime`.
    """

    model_config = _STRICT

    name: str | None = None
    wrap_up_seconds: Seconds | None = None
    threshold_seconds: Seconds | None = None
    target: Annotated[float, Field(ge=0, le=1)] | None = None
    short_abandon_seconds: Seconds | None = None
    longest_wait_goal_seconds: Seconds | None = None
    handle_goal_seconds: Seconds | None = None
    wrap_up_goal_seconds: Seconds | None = None


class SwitchSettings(BaseModel):
    """Settings of a switch's floor.

    `wrap_up_seconds` is the default of queues, `agents` are as in an agents file of `import
    asterisk-queue-log`.
    """

    model_config = _STRICT

    site: SwitchSite | None = None
    wrap_up_seconds: Seconds | None = None
    queues: dict[Id, QueueSettings] = {}
    agents: dict[Id, AgentEntry] = {}

    def of(self, queue: str) -> QueueSettings:
        """The settings of *queue*."""
        return self.queues.get(queue) or QueueSettings()
