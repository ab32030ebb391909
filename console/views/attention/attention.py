"""The attention column: the worst five flags, and the count of the rest."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from console.floor.entities.site import zone
from console.floor.floor import Floor
from console.views.attention.flag_text import Flag
from console.views.names import agent_name, queue_name, team_name
from console.views.rows import Attention, AttentionCard, SnoozedFlag
from console.views.text import clock_text, timer_text, word_text

SHOWN = 5


def attention(
    floor: Floor,
    flags: Sequence[Flag],
    now: int,
    acknowledged: Collection[str] = (),
    snoozed: Collection[str] = (),
    most: int = SHOWN,
    until: Callable[[str], int | None] = lambda flag: None,
    shows: Callable[[str], bool] | None = None,
) -> Attention:
    """The column at *now* (ms) for *flags*, worst first; *acknowledged* and *snoozed* are flag ids.

    Shows at most *most* and counts the rest. Requests for help come first, acknowledged flags last; snoozed
    ones, *until* (ms), are listed apart, and flags of scopes that *shows* rejects are only counted.
    """
    awake = [flag for flag in flags if flag.id not in snoozed]
    shown = [flag for flag in awake if shows is None or shows(flag.scope)]
    shown.sort(key=lambda flag: (flag.id in acknowledged, not flag.is_help))
    asleep = tuple(_snoozed(floor, flag, now, until(flag.id)) for flag in flags if flag.id in snoozed)
    filtered = len(awake) - len(shown)
    notes = [f"{len(asleep)} snoozed"] if asleep else []
    notes += [f"{filtered} outside the filter"] if filtered else []
    return Attention(
        cards=tuple(_card(floor, flag, now, flag.id in acknowledged) for flag in shown[:most]),
        more=max(0, len(shown) - most),
        quiet=" · ".join(notes),
        total=len(shown),
        snoozed=asleep,
    )


def _snoozed(floor: Floor, flag: Flag, now: int, until: int | None) -> SnoozedFlag:
    end = "" if until is None else clock_text(until, zone(floor.site.at(now).time_zone))[:5]
    return SnoozedFlag(flag.id, scope_name(floor, flag.scope, now), flag.what, end)


def _card(floor: Floor, flag: Flag, now: int, acknowledged: bool) -> AttentionCard:
    return AttentionCard(
        id=flag.id,
        scope=flag.scope,
        who=scope_name(floor, flag.scope, now),
        what=flag.what,
        why=flag.why,
        since=flag.since,
        age=timer_text((now - flag.since) / 1000),
        severity=flag.severity,
        word=flag.word,
        acknowledged=acknowledged,
        figure=flag.figure,
    )


def scope_name(floor: Floor, scope: str, now: int) -> str:
    """The subject of a flag of *scope* as text, at *now* (ms)."""
    kind, _, name = scope.partition(":")
    names = {"queue": queue_name, "agent": agent_name, "team": team_name}
    if kind in names:
        return names[kind](floor, name, now)
    return word_text(name or kind)
