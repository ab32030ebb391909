"""Rules: what is watched, from where on it warns and breaches, and how it is said. Read from TOML."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Watch = Literal[
    "longest_wait",
    "service_level",
    "time_in_state",
    "contact_time",
    "idle_while_waiting",
    "missed",
    "out_of_adherence",
    "help_requested",
    "sentiment_falling",
]
StateName = Literal["available", "not_ready", "ringing", "on_contact", "hold", "wrap_up"]
Limit = Annotated[float, Field(allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Rule(BaseModel):
    """One rule. `warning` and `breach` are where it lights up amber and red; one may be left out.

    They are shares of the goal for `longest_wait` (the queue's longest_wait_goal_seconds) and `contact_time`
    (the usual length, or the queue's handle_goal_seconds); points above the target, as a share, for
    `service_level`; seconds for `time_in_state`, `idle_while_waiting` and `out_of_adherence` (past the site's
    grace); how often for `missed` and `help_requested`; points on the scale of −1 to 1 for
    `sentiment_falling`. `goal` names the profile's goal that seconds are shares of instead.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
    watch: Watch
    on: bool = True
    warning: Limit | None = None
    breach: Limit | None = None
    state: StateName | None = None
    goal: Literal["wrap_up_goal_seconds"] | None = None
    default_goal_seconds: Positive | None = None
    window_seconds: Positive = 1800.0
    for_seconds: Annotated[float, Field(ge=0, le=3600)] = 0.0
    clear: Annotated[float, Field(ge=0)] = 0.0
    what: str
    brief: str = ""
    why: str = ""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.warning is None and self.breach is None:
            raise ValueError("warning or breach must be given")
        lowest = _LOWEST.get(self.watch, 0.0)
        for name, limit in (("warning", self.warning), ("breach", self.breach)):
            if limit is not None and limit < lowest:
                raise ValueError(f"{name}: {lowest:g} or more, with watch = '{self.watch}'")
        if (self.watch == "time_in_state") != (self.state is not None):
            raise ValueError("state goes with watch = 'time_in_state', and only with it")
        for name in ("what", "brief", "why"):
            try:
                getattr(self, name).format(**dict.fromkeys(WORDS, "x"))
            except (KeyError, IndexError, ValueError):
                known = ", ".join(f"{{{word}}}" for word in WORDS)
                raise ValueError(f"{name}: only {known} may stand in it") from None
        return self


# The least a limit may be, where it is not 0; a service level may be watched from below its target on.
_LOWEST: dict[str, float] = {"service_level": -1.0, "missed": 1.0, "help_requested": 1.0}
# What a text may hold: the value, its goal, how many times that it is, the queue, why somebody is out of
# adherence, and how many wait.
WORDS = ("value", "goal", "times", "queue", "cause", "waiting")


class RuleFile(BaseModel):
    """A file of rules."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    rules: list[Rule] = []


class Rulebook:
    """The rules in force, in their order."""

    def __init__(self, rules: Iterable[Rule] = ()) -> None:
        by_id: dict[str, Rule] = {}
        for rule in rules:  # a later rule of the same id takes the place of an earlier one
            by_id[rule.id] = rule
        self.rules = tuple(rule for rule in by_id.values() if rule.on)

    def watching(self, watch: Watch) -> tuple[Rule, ...]:
        """The rules that watch *watch*."""
        return tuple(rule for rule in self.rules if rule.watch == watch)
