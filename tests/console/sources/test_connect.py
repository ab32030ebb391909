"""Reaching a source by its address: which token and authorities go with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends import null

from console.clock import ManualClock
from console.settings.preferences import Connection
from console.sources.connect import by_url
from feeds.errors import UserError
from feeds.transport.websocket import Client

URL = "ws://127.0.0.1:8765"


@pytest.fixture(autouse=True)
def _no_other_tokens(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("FLOORLIGHT_TOKEN", raising=False)
    before = keyring.get_keyring()
    # The environment counts only until somebody has asked for a keyring.
    keyring.set_keyring(null.Keyring())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(before)


def kept(folder: Path, token: str) -> Connection:
    file = folder / "token"
    file.write_text(token, "utf-8")
    return Connection(url=URL, token_file=str(file))


def token_of(client: object) -> str | None:
    assert isinstance(client, Client)
    return None if client._token is None else client._token.secret


def test_that_the_token_kept_for_an_address_goes_with_it_and_with_no_other(tmp_path: Path) -> None:
    connection, clock = kept(tmp_path, "abc"), ManualClock()
    assert token_of(by_url(URL, connection, clock)()) == "abc"
    assert token_of(by_url("ws://127.0.0.1:9999", connection, clock)()) is None


def test_that_an_invalid_address_is_reported_at_once_and_a_bad_token_when_it_is_needed(
    tmp_path: Path,
) -> None:
    connection, clock = kept(tmp_path, ""), ManualClock()
    with pytest.raises(UserError, match="not an address of a source"):
        by_url("floor.example.org", connection, clock)
    connect = by_url(URL, connection, clock)
    with pytest.raises(UserError, match="is empty"):
        connect()


def test_that_a_switch_is_connected_to_with_the_secret_kept_for_it(tmp_path: Path) -> None:
    url, file = "asterisk://kim@127.0.0.1:5038", tmp_path / "secret"
    file.write_text("s3cret", "utf-8")
    client = by_url(url, Connection(url=url, token_file=str(file)), ManualClock())()
    assert client.address.url == url


def test_that_an_invalid_address_of_a_switch_is_reported_at_once() -> None:
    with pytest.raises(UserError):
        by_url("asterisk://", Connection(), ManualClock())
