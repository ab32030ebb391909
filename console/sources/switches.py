"""Live switches, created from an address and settings, for commands and window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from console.clock import WallClock
from console.settings.settings_files import read_settings
from feeds.platforms.asterisk.ami.address import SwitchAddress
from feeds.platforms.asterisk.ami.permissions import Messages, Permissions, Requeue, Supervision
from feeds.platforms.asterisk.members.settings import SwitchSettings
from feeds.platforms.asterisk.source import Asterisk
from feeds.platforms.asterisk.translator import Translator
from feeds.platforms.in_process_client import DirectClient
from feeds.protocol.session import Session
from feeds.transport.credentials import find_secret


class SwitchFile(SwitchSettings):
    """A switch's settings file: how its events are read, and which commands are allowed."""

    supervision: Supervision = Supervision()
    requeue: Requeue = Requeue()
    message: Messages = Messages()

    @property
    def permissions(self) -> Permissions:
        return Permissions(supervision=self.supervision, requeue=self.requeue, message=self.message)


def switch_at(
    address: SwitchAddress, secret_file: str | None, ca_file: str | None, settings: str | Path | None
) -> Asterisk:
    """The switch at *address*, not yet connected.

    Raises SettingsError, TokenError or ConnectError for what is wrong with its settings, secret or CA file.
    """
    chosen = SwitchFile() if settings is None else read_settings(settings, SwitchFile)
    secret = find_secret(address.account, secret_file)
    return Asterisk(address, secret, Translator(chosen), WallClock().now, chosen.permissions, ca_file)


def switch_client(
    url: str,
    session: Session,
    remark: Callable[[str], None],
    secret_file: str | None = None,
    ca_file: str | None = None,
    settings: str | Path | None = None,
    insecure: bool = False,
) -> DirectClient:
    """A client that feeds *session* from the switch at *url*; *remark* receives notes for the user.

    Only with *insecure* may it connect unencrypted to another machine.

    Raises as `switch_at`, and AddressError.
    """
    switch = switch_at(SwitchAddress.parse(url, insecure), secret_file, ca_file, settings)
    switch.remark = remark
    return DirectClient(switch, session)
