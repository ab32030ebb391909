"""Settings of a switch: what it does not say of itself, as its TOML file says it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from feeds.events import Id, Seconds, SiteSettings
from feeds.platforms.asterisk.members.agent_names import AgentEntry

_STRICT = ConfigDict(frozen=True, strict=True, extra="forbid")


class SwitchSite(SiteSettings):
    """The site that consoles are told of; without it they take UTC, and reasons mean `other`."""

    model_config = _STRICT


class QueueSettings(BaseModel):
    """What is told of one queue. The threshold is the switch's own where none is given; `wrap_up_seconds` is
    how long the switch leaves a member alone after a call of it, its queue's `wrapuptime`."""

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
    """All that is told of a switch's floor. `wrap_up_seconds` is that of queues that have none of their own,
    `agents` are as in an agents file of `import asterisk-queue-log`."""

    model_config = _STRICT

    site: SwitchSite | None = None
    wrap_up_seconds: Seconds | None = None
    queues: dict[Id, QueueSettings] = {}
    agents: dict[Id, AgentEntry] = {}

    def of(self, queue: str) -> QueueSettings:
        """The settings of *queue*."""
        return self.queues.get(queue) or QueueSettings()
