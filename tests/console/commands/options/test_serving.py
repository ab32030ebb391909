"""Options of the commands that let consoles in: the endpoint they make, and what they refuse."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from console.commands.arguments.parser import CommandParser
from console.commands.arguments.shared import PORT, add_endpoint
from console.commands.options.serving import endpoint_of, heartbeat_of
from feeds.errors import UserError
from feeds.transport.serving.endpoint import Endpoint
from tests.certificates import made_certificate
from tests.feeds.transport.serving.test_token_file import entry, written


def options(*arguments: str) -> argparse.Namespace:
    parser = CommandParser()
    add_endpoint(parser, ("--host", "--port"))
    return parser.parse_args(arguments)


def endpoint(*arguments: str) -> Endpoint:
    found = options(*arguments)
    return endpoint_of(found, found.host, "--port", found.port)


def test_that_it_listens_on_this_machine_only_unless_said_otherwise() -> None:
    found = endpoint()
    assert found == Endpoint("127.0.0.1", PORT, user=found.user)
    assert heartbeat_of(options()) == 5


def test_that_consoles_without_tokens_act_as_the_account_that_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "kim")
    assert endpoint().user == "kim"

    def nameless() -> str:
        raise OSError("no such account")

    monkeypatch.setattr("getpass.getuser", nameless)
    assert endpoint().user == "supervisor"


def test_that_tokens_are_read_from_a_file_of_their_own(tmp_path: Path) -> None:
    tokens = written(tmp_path, entry("one", "rui"))
    found = endpoint("--tokens", str(tokens)).tokens
    assert found is not None
    assert found.caller_of(b"one") is not None
    (tmp_path / "token.txt").write_text("s3cret", encoding="utf-8")
    with pytest.raises(UserError, match="either --token-file or --tokens"):
        endpoint("--tokens", str(tokens), "--token-file", str(tmp_path / "token.txt"))


def test_that_a_token_file_and_a_certificate_make_an_endpoint_for_others(tmp_path: Path) -> None:
    certificate, key = made_certificate(tmp_path, "IP:127.0.0.1")
    (tmp_path / "token.txt").write_text("s3cret\n", encoding="utf-8")
    (tmp_path / "token.txt").chmod(0o600)
    found = endpoint(
        *("--host", "0.0.0.0", "--port", "0", "--token-file", str(tmp_path / "token.txt")),
        *("--certificate", str(certificate), "--key", str(key)),
    )
    assert (found.host, found.port, found.token) == ("0.0.0.0", 0, "s3cret")
    assert found.url("127.0.0.1", 8700).startswith("wss://")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--port", "65536"], "--port '65536': a number from 0 to 65535"),
        (["--port", "http"], "--port 'http'"),
        (["--port", "-1"], "--port '-1'"),
        (["--key", "key.pem"], "--key goes with --certificate"),
        (["--certificate", "absent.pem"], "absent.pem does not exist"),
        (["--token-file", "absent.txt"], "absent.txt"),
        (["--host", "0.0.0.0"], "needs a token"),
    ],
)
def test_that_an_endpoint_that_cannot_be_is_refused(arguments: list[str], words: str) -> None:
    with pytest.raises(UserError) as refusal:
        endpoint(*arguments)
    assert words in str(refusal.value)


def test_that_a_file_that_is_no_certificate_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cert.pem"
    path.write_text("nothing", encoding="utf-8")
    with pytest.raises(UserError, match="no certificate with its unencrypted key"):
        endpoint("--certificate", str(path))


@pytest.mark.parametrize("text", ["0", "31", "-5", "soon", "nan"])
def test_that_a_heartbeat_out_of_bounds_is_refused(text: str) -> None:
    with pytest.raises(UserError, match=r"seconds, from 0\.05 to 30"):
        heartbeat_of(options(f"--heartbeat={text}"))
