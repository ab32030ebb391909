"""Scopes: what a figure is about, as `explain`, layouts and rules name it."""

from __future__ import annotations

from dataclasses import dataclass

from feeds.errors import UserError


class ScopeError(UserError, ValueError):
    """A scope names nothing on this floor, or nothing the metric is about."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a figure is about: the floor, or a queue, channel, team or agent by id."""

    kind: str
    name: str = ""

    @classmethod
    def parse(cls, text: str) -> Scope:
        """*text* as `floor`, `queue:ID`, `channel:NAME`, `team:ID` or `agent:ID`; raises ScopeError."""
        kind, colon, name = text.partition(":")
        if kind == "floor" and not colon:
            return cls("floor")
        if kind in ("queue", "channel", "team", "agent") and name:
            return cls(kind, name)
        raise ScopeError(f"{text!r} is not a scope: give floor, queue:ID, channel:NAME, team:ID or agent:ID")

    def __str__(self) -> str:
        return self.kind if self.kind == "floor" else f"{self.kind}:{self.name}"
