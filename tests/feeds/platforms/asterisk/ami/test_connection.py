"""The line against a real TCP server: coming in, asking, and each way in which that fails, in one line."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from feeds.platforms.asterisk.ami import connection as line_module
from feeds.platforms.asterisk.ami.address import SwitchAddress
from feeds.platforms.asterisk.ami.connection import AmiConnection, tls_of
from feeds.platforms.asterisk.ami.packets import Packet
from feeds.transport.credentials import Token
from feeds.transport.failures import ConnectError, LostError
from tests.feeds.platforms.asterisk.ami.scripted_switch import SECRET, Headers, Switch, switched_on

HELLO: Headers = [("Event", "FullyBooted"), ("Status", "Fully Booted")]


def run(
    switch: Switch, act: Callable[[AmiConnection], Any], secret: str = SECRET, scheme: str = "asterisk"
) -> Any:
    """What *act* gives on a line to *switch*."""

    async def scene() -> Any:
        async with switched_on(switch), asyncio.timeout(20):
            address = SwitchAddress.parse(f"{scheme}://kim@127.0.0.1:{switch.port}")
            line = await AmiConnection.open(address, Token(secret, "the file x"), tls_of(address, None))
            try:
                return await act(line)
            finally:
                await line.close()

    return asyncio.run(scene())


def lost(switch: Switch, **settings: Any) -> str:
    async def nothing(line: AmiConnection) -> None:
        raise AssertionError("it came in")

    with pytest.raises(LostError) as caught:
        run(switch, nothing, **settings)
    return str(caught.value)


async def pumped(line: AmiConnection, heard: list[Packet], work: Any) -> Any:
    pumping = asyncio.create_task(line.pump(heard.append))
    try:
        return await work
    finally:
        pumping.cancel()
        await asyncio.gather(pumping, return_exceptions=True)


@pytest.mark.parametrize("piece", [1, 7, 100_000])
def test_that_what_is_asked_is_answered_and_events_are_heard_at_any_split(piece: int) -> None:
    heard: list[Packet] = []

    async def ask(line: AmiConnection) -> Any:
        return await pumped(line, heard, asyncio.gather(line.ask("Ping"), line.ask("ListCommands")))

    ping, commands = run(Switch(after_login=[HELLO], piece=piece), ask)
    assert (ping.get("Ping"), commands.get("QueuePause")) == ("Pong", "Does it  (Priv: all)")
    assert [packet.name for packet in heard] == ["FullyBooted"]


def test_that_a_wrong_secret_names_its_origin_and_never_itself() -> None:
    said = lost(Switch(), secret="guess")
    assert "refuses 'kim' with the secret of the file x: Authentication failed" in said
    assert "guess" not in said
    assert "manager.conf" in said


def test_that_what_is_no_switch_is_reported_by_what_it_says() -> None:
    assert "it begins with 'SSH-2.0-x'" in lost(Switch(banner=b"SSH-2.0-x\r\n"))
    assert "it begins with '220 mail'" in lost(Switch(banner=b"220 mail\r\n"))


def test_that_one_who_says_nothing_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_module, "OPEN_SECONDS", 0.1)
    silent = lost(Switch(banner=b""))
    assert "sends no banner within 0.1 s: it hangs, or is not an Asterisk manager interface" in silent
    assert "or requires TLS (--tls" in silent
    assert "does not answer the login" in lost(Switch(answers={"Login": None}))


def test_that_a_switch_that_hangs_up_at_once_is_reported() -> None:
    class Rude(Switch):
        async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.close()

    assert "closed the connection immediately, without a banner" in lost(Rude())


def test_that_a_port_where_nothing_listens_is_reported() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(LostError, match=rf"nothing listens at 127.0.0.1:{port} \(connection refused\)"):
        asyncio.run(AmiConnection.open(SwitchAddress("127.0.0.1", port, "kim", False), Token("s", "x"), None))


def test_that_a_host_nobody_knows_is_reported() -> None:
    with pytest.raises(LostError, match=r"nowhere\.invalid cannot be found"):
        asyncio.run(
            AmiConnection.open(SwitchAddress("nowhere.invalid", 5038, "kim", False), Token("s", "x"), None)
        )


def test_that_plain_speech_is_no_tls() -> None:
    assert "does not speak TLS" in lost(Switch(), scheme="asterisks")


def test_that_a_certificate_is_verified(own_certificate: tuple[Path, Path]) -> None:
    path, key = own_certificate
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path, key)

    async def ask(ca_file: str | None) -> str:
        async with switched_on(Switch(), server) as switch:
            address = SwitchAddress("localhost", switch.port, "kim", True)
            line = await AmiConnection.open(address, Token(SECRET, "x"), tls_of(address, ca_file))
            try:
                return str((await pumped(line, [], line.ask("Ping"))).get("Ping"))
            finally:
                await line.close()

    assert asyncio.run(ask(str(path))) == "Pong"
    with pytest.raises(LostError, match=r"certificate of localhost:.* cannot be verified.*--ca-file"):
        asyncio.run(ask(None))


def test_that_a_ca_file_needs_tls_and_must_hold_one(tmp_path: Path) -> None:
    empty = tmp_path / "ca.pem"
    empty.write_text("no certificate", encoding="utf-8")
    with pytest.raises(ConnectError, match="--ca-file is for TLS"):
        tls_of(SwitchAddress.parse("asterisk://kim@pbx", True), str(empty))
    with pytest.raises(ConnectError, match="contains no PEM certificate"):
        tls_of(SwitchAddress.parse("asterisks://kim@pbx"), str(empty))
    with pytest.raises(ConnectError, match="cannot be read"):
        tls_of(SwitchAddress.parse("asterisks://kim@pbx"), str(tmp_path / "none.pem"))


def test_that_a_switch_without_challenges_is_let_see_the_secret_on_this_machine() -> None:
    async def shown(line: AmiConnection) -> bool:
        assert line.login is not None
        return line.login.was_shown

    assert run(Switch(knows_md5=False), shown)


def test_that_an_action_without_an_answer_is_a_lost_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_module, "ANSWER_SECONDS", 0.1)

    async def ask(line: AmiConnection) -> None:
        await pumped(line, [], line.ask("Ping"))

    with pytest.raises(LostError, match="does not answer Ping"):
        run(Switch(answers={"Ping": None}), ask)


def test_that_a_line_which_breaks_is_reported() -> None:
    switch = Switch()

    async def broken(line: AmiConnection) -> None:
        switch.drop()
        await line.pump(lambda packet: None)

    with pytest.raises(LostError, match=r"closed the connection|broke off"):
        run(switch, broken)
