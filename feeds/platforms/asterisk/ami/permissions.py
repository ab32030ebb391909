"""Permissions: which commands a site's settings allow at the switch, and how they are executed."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from feeds.templates import check_template

# A phone's name; devices that could dial out through a trunk or the dialplan must be allowed by name.
_PLAIN_DEVICE = re.compile(r"(?:PJSIP|SIP|IAX2|SCCP|Skinny|MGCP|UniStim|DAHDI)/[A-Za-z0-9_.+-]{1,60}")
_MESSAGED = {"PJSIP": "pjsip", "SIP": "sip"}


def _fills(*names: str) -> AfterValidator:
    def checked(text: str) -> str:
        check_template(text, names)
        return text

    return AfterValidator(checked)


class _PermissionsTable(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Supervision(_PermissionsTable):
    """Devices that may be rung for supervision: patterns (`*`, `?`) of the switch's device names."""

    devices: list[Annotated[str, Field(min_length=1)]] | None = None

    def allows(self, device: str) -> bool:
        """Whether *device* may be rung.

        >>> Supervision().allows("PJSIP/200"), Supervision().allows("Local/0900123@outbound")
        (True, False)
        >>> Supervision(devices=["Local/*@supervisors"]).allows("Local/7@supervisors")
        True
        """
        if self.devices is None:
            return _PLAIN_DEVICE.fullmatch(device) is not None
        return any(fnmatchcase(device, pattern) for pattern in self.devices)


class Requeue(_PermissionsTable):
    """Where the dialplan puts a caller into a queue; without a context, requeueing is not possible."""

    context: Annotated[str, Field(min_length=1)] | None = None
    extension: Annotated[str, _fills("queue")] = "{queue}"
    priority: Annotated[int, Field(ge=1)] = 1


class Messages(_PermissionsTable):
    """How messages to an agent's device are addressed; by default for PJSIP and SIP devices."""

    to: Annotated[str, _fills("device", "agent")] | None = None
    sender: str | None = None

    def address(self, agent: str, interface: str) -> str | None:
        """The address of a message to *agent*; None if unknown.

        >>> Messages().address("1141", "PJSIP/1141"), Messages().address("1141", "Local/1141@agents/n")
        ('pjsip:1141', None)
        >>> Messages(to="pjsip:{agent}@phones").address("1141", "Local/1141@agents/n")
        'pjsip:1141@phones'
        """
        technology, _, device = interface.partition("/")
        if self.to is not None:
            return self.to.format(device=device, agent=agent)
        scheme = _MESSAGED.get(technology.upper())
        return f"{scheme}:{device}" if scheme and device else None


class Permissions(_PermissionsTable):
    """The tables of a switch's settings for commands."""

    supervision: Supervision = Supervision()
    requeue: Requeue = Requeue()
    message: Messages = Messages()

    def granted(self, actions: frozenset[str]) -> tuple[str, ...]:
        """The verbs available to an account that may execute *actions*, in lower case.

        >>> Permissions().granted(frozenset({"queuepause", "originate", "hangup"}))
        ('monitor', 'whisper', 'barge', 'stop_supervision', 'set_state')
        """
        return tuple(
            verb
            for verb, needed in _NEEDED.items()
            if needed <= actions and (verb != "requeue" or self.requeue.context is not None)
        )


_NEEDED: dict[str, frozenset[str]] = {
    "monitor": frozenset({"originate"}),
    "whisper": frozenset({"originate"}),
    "barge": frozenset({"originate"}),
    "stop_supervision": frozenset({"originate", "hangup"}),
    "message": frozenset({"messagesend"}),
    "set_state": frozenset({"queuepause"}),
    "set_queues": frozenset({"queueadd", "queueremove"}),
    "requeue": frozenset({"redirect"}),
    "log_out": frozenset({"queueremove"}),
}


def actions_of(headers: tuple[tuple[str, str], ...]) -> frozenset[str]:
    """The actions in an answer to ListCommands, in lower case: those the account may execute."""
    return frozenset(name.lower() for name, _ in headers) - {"response", "actionid", "message"}
