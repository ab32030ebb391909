"""Executes commands of consoles as actions of the switch, and returns the switch's answers."""

from __future__ import annotations

import asyncio
import base64
import uuid
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from feeds.events import Command
from feeds.platforms.asterisk.ami.actions import ActionError, Headers
from feeds.platforms.asterisk.ami.packets import Packet
from feeds.platforms.asterisk.ami.permissions import Permissions
from feeds.platforms.asterisk.supervision import SupervisionTracker
from feeds.transport.failures import LostError

Ask = Callable[[str, Headers, str | None], Awaitable[Packet]]

RING_SECONDS = 30
_ANSWER_SECONDS = RING_SECONDS + 10.0
_TEXT_BYTES = 700  # most that fits in one line of the manager interface when encoded
_SPY_OPTIONS = {"monitor": "qE", "whisper": "qEw", "barge": "qEB"}
_REASONS = {
    "0": "no such device, or it cannot be reached",
    "1": "it was hung up",
    "3": "nobody answered it",
    "5": "it is busy",
    "8": "it cannot be reached now",
}


class QueueMembership(NamedTuple):
    """An agent's place in a queue, and the interface that is the member there."""

    queue: str
    interface: str
    paused: bool


class Member(NamedTuple):
    """The switch's names for an agent: as a member of queues, and the device that rings."""

    interface: str
    state_interface: str
    name: str


class Switchboard(Protocol):
    """The state of the floor that commands need, provided by the reader of the switch's events."""

    @property
    def queues(self) -> Iterable[str]: ...

    def memberships(self, agent: str) -> list[QueueMembership]: ...

    def member(self, agent: str) -> Member | None: ...

    def agent_channel(self, agent: str) -> str | None: ...

    def agent_contact(self, agent: str) -> str | None: ...

    def caller_channel(self, contact: str) -> str | None: ...


class _NotDoneError(Exception):
    """Raised if the switch refuses or the target does not exist; the message says which."""


@dataclass
class Commands:
    """Executes commands at one switch. Owned by the platform, across connections."""

    permissions: Permissions
    board: Switchboard
    tracker: SupervisionTracker

    async def carry_out(self, command: Command, ask: Ask) -> str | None:
        """Execute *command* by *ask*ing the switch; returns None when done, else why not."""
        act = _ACTS.get(command.verb)
        if act is None:
            return f"Asterisk does not support {command.verb}"
        try:
            await act(self, command, ask)
        except (_NotDoneError, ActionError, LostError) as error:
            return str(error)
        return None

    # Queues ----------------------------------------------------------------------------------------

    async def _set_state(self, command: Command, ask: Ask) -> None:
        if command.state == "offline":
            await self._log_out(command, ask)
            return
        if command.state not in ("available", "not_ready"):
            raise _NotDoneError(
                f"{command.state} comes from calls; available, not_ready and offline can be set"
            )
        paused = command.state == "not_ready"
        reason = [("Reason", " ".join(command.reason.split()))] if paused and command.reason else []
        interfaces = dict.fromkeys(membership.interface for membership in self._memberships(command))
        for interface in interfaces:
            headers = [("Interface", interface), ("Paused", "true" if paused else "false"), *reason]
            await _done(ask, "QueuePause", headers)

    async def _log_out(self, command: Command, ask: Ask) -> None:
        memberships = self._memberships(command)
        await _all_done(ask, [(one.queue, "QueueRemove", _place(one)) for one in memberships])

    async def _set_queues(self, command: Command, ask: Ask) -> None:
        agent, wanted = command.agent or "", dict.fromkeys(command.queues or ())
        has = {membership.queue: membership for membership in self.board.memberships(agent)}
        member = self.board.member(agent)
        if member is None:
            raise _NotDoneError(
                f"{agent} has not been in a queue since connecting, so the switch's name for it is unknown"
            )
        is_paused = any(membership.paused for membership in has.values())
        added = [
            ("Interface", member.interface),
            ("MemberName", member.name),
            ("Paused", "true" if is_paused else "false"),
        ]
        if member.state_interface and member.state_interface != member.interface:
            added.append(("StateInterface", member.state_interface))
        adding = [(q, "QueueAdd", [("Queue", q), *added]) for q in wanted if q not in has]
        removing = [(q, "QueueRemove", _place(has[q])) for q in has if q not in wanted]
        await _all_done(ask, [*adding, *removing])

    def _memberships(self, command: Command) -> list[QueueMembership]:
        agent = command.agent or ""
        found = self.board.memberships(agent)
        if not found:
            raise _NotDoneError(f"{agent} is not in a queue; set_queues puts an agent into some")
        return found

    async def _requeue(self, command: Command, ask: Ask) -> None:
        contact, queue = command.contact or "", command.queue or ""
        channel = self.board.caller_channel(contact)
        if channel is None:
            raise _NotDoneError(f"{contact} is not a current call")
        if queue not in self.board.queues:
            raise _NotDoneError(f"{queue} is not a queue of this switch")
        settings = self.permissions.requeue
        headers = [
            ("Channel", channel),
            ("Context", settings.context or ""),
            ("Exten", settings.extension.format(queue=queue)),
            ("Priority", str(settings.priority)),
        ]
        await _done(ask, "Redirect", headers)

    # People ----------------------------------------------------------------------------------------

    async def _message(self, command: Command, ask: Ask) -> None:
        agent, text = command.agent or "", command.text or ""
        member = self.board.member(agent)
        if member is None:
            raise _NotDoneError(f"{agent} has not been in a queue since connecting, so its device is unknown")
        address = self.permissions.message.address(agent, member.state_interface or member.interface)
        if address is None:
            raise _NotDoneError(
                f"how a message reaches {member.interface} is unknown; set [message] to in the settings"
            )
        if len(text.encode()) > _TEXT_BYTES:
            raise _NotDoneError(f"the text is too long: a switch accepts {_TEXT_BYTES} bytes")
        sender = self.permissions.message.sender
        body = (
            ("Body", text) if text.isprintable() else ("Base64Body", base64.b64encode(text.encode()).decode())
        )
        await _done(ask, "MessageSend", [("To", address), *([("From", sender)] if sender else []), body])

    async def _spy(self, command: Command, ask: Ask) -> None:
        agent, device = command.agent or "", command.device or ""
        if not self.permissions.supervision.allows(device):
            raise _NotDoneError(
                f"{device} is not a phone such as PJSIP/200; "
                "[supervision] devices in the settings may allow it"
            )
        channel = self.board.agent_channel(agent)
        if channel is None:
            raise _NotDoneError(f"{agent} is on no call now")
        name = uuid.uuid4().hex[:12]
        headers = [
            ("Channel", device),
            ("Application", "ChanSpy"),
            ("Data", f"{channel},{_SPY_OPTIONS[command.verb]}"),
            ("CallerID", f'"{command.verb} {agent}" <floorlight>'.replace("\\", "")),
            ("Timeout", str(RING_SECONDS * 1000)),
            ("ChannelId", f"floorlight-{name}"),
            ("Async", "true"),
        ]
        contact = self.board.agent_contact(agent)
        rung = self.tracker.begin(f"floorlight-{name}", agent, device, command.verb, contact)
        try:
            await _done(ask, "Originate", headers, f"floorlight-{name}")
            async with asyncio.timeout(_ANSWER_SECONDS):
                answer = await rung
        except TimeoutError:
            raise _NotDoneError("the switch does not report whether the device was reached") from None
        finally:
            self.tracker.rung(f"floorlight-{name}")
        if answer.get("Response").lower() != "success":
            reason = answer.get("Reason")
            raise _NotDoneError(
                f"Originate failed ({reason}): {device}: {_REASONS.get(reason, 'the switch gives no reason')}"
            )

    async def _stop_supervision(self, command: Command, ask: Ask) -> None:
        agent = command.agent or ""
        channels = self.tracker.channels(agent)
        if not channels:
            raise _NotDoneError(f"nobody supervises {agent} from here")
        await _all_done(ask, [(channel, "Hangup", [("Channel", channel)]) for channel in channels])


_ACTS: dict[str, Callable[[Commands, Command, Ask], Awaitable[None]]] = {
    "monitor": Commands._spy,
    "whisper": Commands._spy,
    "barge": Commands._spy,
    "stop_supervision": Commands._stop_supervision,
    "message": Commands._message,
    "set_state": Commands._set_state,
    "set_queues": Commands._set_queues,
    "requeue": Commands._requeue,
    "log_out": Commands._log_out,
}


def _place(membership: QueueMembership) -> list[tuple[str, str]]:
    return [("Queue", membership.queue), ("Interface", membership.interface)]


async def _done(ask: Ask, name: str, headers: Headers, action_id: str | None = None) -> None:
    """Execute the action *name*. Raises _NotDoneError with the switch's message."""
    answer = await ask(name, headers, action_id)
    if answer.name.lower() != "success":
        raise _NotDoneError(answer.get("Message") or f"the switch refuses {name} without a reason")


async def _all_done(ask: Ask, acts: Iterable[tuple[str, str, Headers]]) -> None:
    """Execute all in order, even after a failure; then raise with all messages."""
    failed = []
    for where, name, headers in acts:
        try:
            await _done(ask, name, headers)
        except (_NotDoneError, ActionError) as error:
            failed.append(f"{where}: {error}")
    if failed:
        raise _NotDoneError("; ".join(failed))
