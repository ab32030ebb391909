"""Options of the shared desk: the file of a source's desk, and the desk with the source's commands."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path

import platformdirs

from console.commands.options.stderr import remark
from feeds.broadcast.broadcast import Broadcast
from feeds.broadcast.commands import CommandHandler
from feeds.shared_desk.desk import SharedDesk
from feeds.shared_desk.desk_file import DeskError, DeskFile
from feeds.shared_desk.moves import Moves
from feeds.shared_desk.source_commands import SourceCommands

VARIABLE = "FLOORLIGHT_DESKS"
_NONE = "none"


def commands_of(
    given: str | None,
    broadcast: Broadcast,
    platform: CommandHandler,
    now: Callable[[], int],
    repeats: bool = False,
    is_replay: bool = False,
) -> SourceCommands:
    """The commands of a source on *platform*, with the desk in the file *given*, or in the usual place.

    *now* is the source's time (ms). With *repeats* running moves are carried out again; in a replay what was
    kept is told when its time comes. Raises DeskError if the file *given* cannot be used; without the usual
    one the desk is kept in memory, which is reported.
    """
    desk = SharedDesk(broadcast, now, _file(given, broadcast.source), remark, is_replay)
    try:
        records = desk.open()
    except DeskError as error:
        if given is not None:
            raise
        remark(f"{error}; this server forgets its desk when it stops")
        desk = SharedDesk(broadcast, now, None, remark)
        records = []
    moves = Moves(desk, platform, remark, repeats)
    moves.restore(records)
    return SourceCommands(desk, moves, platform)


def _file(given: str | None, source: str) -> DeskFile | None:
    if given == _NONE:
        return None
    return DeskFile(_usual_place(source) if given is None else Path(given))


def _usual_place(source: str) -> Path:
    """The file for *source* in the system's folder for state.

    >>> _usual_place("simulated-lisbon").name, _usual_place("a/b").name
    ('simulated-lisbon.jsonl', 'a_b-c14cddc0.jsonl')
    """
    named = os.environ.get(VARIABLE)
    folder = Path(named) if named else platformdirs.user_state_path("floorlight", appauthor=False) / "desks"
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", source)[:80].lstrip(".")
    if plain != source:
        plain = f"{plain}-{hashlib.sha256(source.encode()).hexdigest()[:8]}"
    return folder / f"{plain}.jsonl"
