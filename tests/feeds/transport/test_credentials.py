"""Tokens: where they are sought, in which order, and that no keyring can hurt."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail

from feeds.transport import credentials
from feeds.transport.address import Address
from feeds.transport.credentials import TokenError, find_secret, find_token

ADDRESS = Address.parse("wss://floor.example.org")


class _Keyring(KeyringBackend):
    priority = 1
    kept: dict[tuple[str, str], str] = {}  # noqa: RUF012 - what the backend holds, set by each test

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("nothing is ever written into a keyring")


class _Broken(_Keyring):
    def get_password(self, service: str, username: str) -> str | None:
        raise OSError("the bus is gone")


class _Hanging(_Keyring):
    over = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.over.wait()
        return "late"


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = keyring.get_keyring()
    monkeypatch.delenv("FLOORLIGHT_TOKEN", raising=False)
    monkeypatch.delenv("FLOORLIGHT_SECRET", raising=False)
    keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(before)


def test_that_a_file_comes_before_the_environment_and_that_before_the_keyring(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = _Keyring()  # type: ignore[no-untyped-call]
    ring.kept = {("floorlight", "floor.example.org:443"): "of-keyring"}
    keyring.set_keyring(ring)
    (tmp_path / "key").write_bytes(b"\xef\xbb\xbf  of-file \r\n")
    found = find_token(ADDRESS)
    assert found is not None
    assert (found.secret, found.origin) == ("of-keyring", "the keyring (floorlight, floor.example.org:443)")
    assert find_token(Address.parse("wss://floor.example.org:9")) is None
    monkeypatch.setenv("FLOORLIGHT_TOKEN", " of-environment ")
    found = find_token(ADDRESS)
    assert found is not None
    assert (found.secret, found.origin) == ("of-environment", "FLOORLIGHT_TOKEN")
    found = find_token(ADDRESS, str(tmp_path / "key"))
    assert found is not None
    assert (found.secret, found.origin) == ("of-file", str(tmp_path / "key"))


def test_that_no_keyring_a_broken_one_and_one_that_hangs_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_token(ADDRESS) is None
    keyring.set_keyring(_Broken())  # type: ignore[no-untyped-call]
    assert find_token(ADDRESS) is None
    monkeypatch.setattr(credentials, "_KEYRING_SECONDS", 0.05)
    keyring.set_keyring(_Hanging())  # type: ignore[no-untyped-call]
    assert find_token(ADDRESS) is None
    _Hanging.over.set()


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (None, "cannot be read"),
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"two words", "cannot be sent"),
        (b"line\r\nX-Evil: 1", "cannot be sent"),
        ("schlüssel".encode(), "cannot be sent"),
        (b"x" * 20_000, "is not a token file"),
    ],
)
def test_that_a_token_that_cannot_be_sent_is_reported_and_not_shown(
    tmp_path: Path, raw: bytes | None, words: str
) -> None:
    file = tmp_path / "key"
    if raw is not None:
        file.write_bytes(raw)
        file.chmod(0o600)
    with pytest.raises(TokenError, match=words) as error:
        find_token(ADDRESS, str(file))
    assert str(file) in str(error.value)
    assert "Evil" not in str(error.value)


# Secrets of switches -------------------------------------------------------------------------------


def test_that_a_switchs_secret_is_sought_in_the_same_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = "kim@pbx.example.org:5038"
    ring = _Keyring()  # type: ignore[no-untyped-call]
    ring.kept = {("floorlight", account): "of-keyring"}
    keyring.set_keyring(ring)
    file = tmp_path / "secret"
    file.write_text("pass=word. 1\n", encoding="utf-8")
    assert find_secret(account).secret == "of-keyring"
    monkeypatch.setenv("FLOORLIGHT_SECRET", "of environment")
    assert find_secret(account).secret == "of environment"
    assert find_secret(account, str(file)).secret == "pass=word. 1"
    assert find_secret(account, str(file)).origin == str(file)


def test_that_a_missing_secret_says_where_it_could_be() -> None:
    with pytest.raises(TokenError, match=r"--secret-file, FLOORLIGHT_SECRET .* kim@pbx:5038"):
        find_secret("kim@pbx:5038")


@pytest.mark.parametrize("content", [b"two\nlines", b"\xff\xfe\x00bad", b"", b"   \n"])
def test_that_a_secret_that_cannot_be_sent_is_refused_and_not_shown(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content)
    with pytest.raises(TokenError) as caught:
        find_secret("kim@pbx:5038", str(file))
    assert "lines" not in str(caught.value)
