"""Commands about queues: open, close, overflow, announce."""

from __future__ import annotations

from feeds.control import Command
from feeds.simulator.commands.floor_access import CommandRefusedError, FloorAccess, check_channel


class QueueCommands:
    """Owned by the simulated platform."""

    def __init__(self, floor: FloorAccess) -> None:
        self._floor = floor

    def open_queue(self, command: Command, by: str) -> None:
        """Let contacts in again."""
        line = self._floor.queue(command.queue)
        if not line.is_closed:
            raise CommandRefusedError(f"{line.kind.name} is open")
        line.is_closed = False
        self._floor.world.write("queue.opened", queue=line.kind.id, by=by)

    def close_queue(self, command: Command, by: str) -> None:
        """Turn new contacts away; those who wait are still served."""
        line = self._floor.queue(command.queue)
        if line.is_closed:
            raise CommandRefusedError(f"{line.kind.name} is closed already")
        line.is_closed = True
        self._floor.world.write("queue.closed", queue=line.kind.id, by=by)

    def set_overflow(self, command: Command, by: str) -> None:
        """Send contacts on to another queue while others wait; without one, stop it."""
        line = self._floor.queue(command.queue)
        to = None if command.to is None else self._floor.queue(command.to)
        if to is not None:
            check_channel(line, to)
            if to is line:
                raise CommandRefusedError(f"{line.kind.name} cannot overflow to itself")
            if to.overflow_to is line:
                raise CommandRefusedError(f"{to.kind.name} overflows to {line.kind.name}")
        elif line.overflow_to is None:
            raise CommandRefusedError(f"{line.kind.name} overflows to no other queue")
        line.overflow_to = to
        target = None if to is None else to.kind.id
        self._floor.world.write("queue.rerouted", queue=line.kind.id, overflow_to=target, by=by)

    def set_announcement(self, command: Command, by: str) -> None:
        """Announce a text to those who come; an empty text ends it."""
        line = self._floor.queue(command.queue)
        line.announcement = (command.text or "").strip()
        self._floor.world.write("queue.announced", queue=line.kind.id, text=line.announcement, by=by)
