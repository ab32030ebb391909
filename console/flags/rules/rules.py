"""Rules, read from TOML: what is watched, its limits, and its texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from console.flags.rules.watched_metrics import CONTACT_SHARES, MEASURES
from feeds.events import Channel
from feeds.templates import check_template

T = TypeVar("T")

Watch = Literal[
    "longest_wait",
    "service_level",
    "metric",
    "time_in_state",
    "contact_time",
    "idle_while_waiting",
    "missed",
    "out_of_adherence",
    "help_requested",
    "sentiment_falling",
    "feed_stale",
]
Each = Literal["queue", "channel", "team", "agent", "floor"]
StateName = Literal["available", "not_ready", "ringing", "on_contact", "hold", "wrap_up"]
Limit = Annotated[float, Field(allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Name = Annotated[str, Field(min_length=1, max_length=128)]

# More than any site needs; each is evaluated once a second.
RULES_LIMIT = 1_000
# The lowest allowed limit, if not 0; a service level may be watched from below its target.
_LOWEST: dict[str, float] = {"service_level": -1.0, "metric": -1e9, "missed": 1.0, "help_requested": 1.0}
OF_QUEUES = ("longest_wait", "service_level")
# The allowed scope keys by the subject of the flag.
_SCOPES: dict[str, tuple[str, ...]] = {
    "queue": ("queues", "channels"),
    "channel": ("channels",),
    "team": ("teams",),
    "agent": ("queues", "channels", "teams", "agents"),
    "floor": (),
    "feed": (),
}
# Placeholders of a text: value, goal, value ÷ goal, the limit exceeded, the rule's window, the queue, the
# # cause of being out of adherence, and the number waiting.
WORDS = ("value", "goal", "times", "limit", "window", "queue", "cause", "waiting")


class RuleScope(BaseModel):
    """The scope of a rule. Each nonempty list must contain the flag's subject; an empty list matches all.

    `queues`, `teams` and `agents` are ids, `channels` names. For agents, the queue is that of the flag's
    contact, else any in their profile.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    queues: list[Name] = []
    channels: list[Channel] = []
    teams: list[Name] = []
    agents: list[Name] = []

    @property
    def given(self) -> tuple[str, ...]:
        """The nonempty lists."""
        return tuple(name for name in type(self).model_fields if getattr(self, name))


class Rule(BaseModel):
    """One rule. `warning` and `breach` are its limits for amber and red; one may be omitted.

    Limits are shares of the goal for `longest_wait` (the queue's longest_wait_goal_seconds) and
    `contact_time` (the typical duration); points above the target, as a share, for `service_level`; the
    metric's own unit for `metric`; seconds for `time_in_state`, `idle_while_waiting`, `out_of_adherence`
    (past the site's grace) and `feed_stale` (the data's age); counts for `missed` and `help_requested`;
    points on the scale of −1 to 1 for `sentiment_falling`. `goal` names a profile goal of which seconds are
    shares instead.

    With `signal`, a service level or a share of contacts must be a signal too (`normal_range`).

    Once raised, the flag stays until the value is better than the limit by `clear`, in the limit's unit; it
    is shown once it has lasted for `for_seconds`.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", validate_default=True)

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
    watch: Watch
    on: bool = True
    metric: str | None = None
    each: Each | None = None
    scope: RuleScope = RuleScope()
    side: Literal["above", "below"] = "above"
    at_least: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    warning: Limit | None = None
    breach: Limit | None = None
    state: StateName | None = None
    goal: Literal["wrap_up_goal_seconds"] | None = None
    default_goal_seconds: Positive | None = None
    least_seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    window_seconds: Annotated[float, Field(gt=0, le=86_400)] = 1800.0
    for_seconds: Annotated[float, Field(ge=0, le=3600)] = 0.0
    clear: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    signal: bool = False
    what: str
    brief: str = ""
    why: str = ""

    @property
    def of(self) -> str:
        """The subject of the rule's flags: `queue`, `channel`, `team`, `agent`, `floor` or `feed`."""
        return _of({"watch": self.watch, "each": self.each})

    @property
    def limits(self) -> tuple[float, ...]:
        """The limits that are set, the warning first."""
        return tuple(limit for limit in (self.warning, self.breach) if limit is not None)

    @field_validator("scope")
    @classmethod
    def _scope_fits(cls, scope: RuleScope, info: ValidationInfo) -> RuleScope:
        of = _of(info.data)
        allowed = _SCOPES[of]
        if any(name not in allowed for name in scope.given):
            raise ValueError(f"a flag of the {of} may be scoped by {', '.join(allowed) or 'nothing'}")
        return scope

    @field_validator("metric", "each", "side", "at_least")
    @classmethod
    def _metric_fits(cls, value: T, info: ValidationInfo) -> T:
        field = info.field_name or ""
        if info.data.get("watch") != "metric":
            if value != cls.model_fields[field].default:
                raise ValueError("goes with watch = 'metric', and only with it")
        elif field == "metric" and value not in MEASURES:
            raise ValueError(f"one of {', '.join(MEASURES)}, with watch = 'metric'")
        elif field == "each":
            measure = MEASURES.get(info.data.get("metric", ""))
            if measure is not None and value not in measure.each:
                raise ValueError(f"one of {', '.join(measure.each)}, with metric = '{info.data['metric']}'")
        return value

    @field_validator("warning", "breach")
    @classmethod
    def _limit_fits(cls, limit: float | None, info: ValidationInfo) -> float | None:
        watch, warning = info.data.get("watch", ""), info.data.get("warning")
        lowest = _LOWEST.get(watch, 0.0)
        if limit is not None and limit < lowest:
            raise ValueError(f"{lowest:g} or more, with watch = '{watch}'")
        if info.field_name != "breach" or "warning" not in info.data:
            return limit
        if limit is None and warning is None:
            raise ValueError("warning or breach must be given")
        if limit is not None and warning is not None:
            falls = watch == "service_level" or info.data.get("side") == "below"
            if (warning < limit) if falls else (warning > limit):
                raise ValueError(f"the warning ({warning:g}) must come before the breach")
        return limit

    @field_validator("state")
    @classmethod
    def _state_fits(cls, state: StateName | None, info: ValidationInfo) -> StateName | None:
        if (info.data.get("watch", "") == "time_in_state") != (state is not None) and "watch" in info.data:
            states = ", ".join(get_args(StateName))
            raise ValueError(f"goes with watch = 'time_in_state', and only with it; one of {states}")
        return state

    @field_validator("signal")
    @classmethod
    def _signal_fits(cls, signal: bool, info: ValidationInfo) -> bool:
        metric = info.data.get("metric")
        if signal and info.data.get("watch") != "service_level" and metric not in CONTACT_SHARES:
            raise ValueError(
                f"goes with watch = 'service_level', or with a metric of {', '.join(CONTACT_SHARES)}"
            )
        return signal

    @field_validator("what", "brief", "why")
    @classmethod
    def _words_are_known(cls, text: str) -> str:
        check_template(text, WORDS)
        return text


def _of(fields: Mapping[str, Any]) -> str:
    """What the flags of a rule are of that says *fields*."""
    watch = fields.get("watch", "")
    if watch == "metric":
        return fields.get("each") or "floor"
    return "queue" if watch in OF_QUEUES else "feed" if watch == "feed_stale" else "agent"


class RuleFile(BaseModel):
    """A file of rules."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    rules: Annotated[list[Rule], Field(max_length=RULES_LIMIT)] = []


class Rulebook:
    """The rules in force, in order."""

    def __init__(self, rules: Iterable[Rule] = ()) -> None:
        by_id: dict[str, Rule] = {}
        for rule in rules:  # a later rule replaces an earlier one with the same id
            by_id[rule.id] = rule
        self.rules = tuple(rule for rule in by_id.values() if rule.on)

    def watching(self, watch: Watch) -> tuple[Rule, ...]:
        """The rules that watch *watch*."""
        return tuple(rule for rule in self.rules if rule.watch == watch)
