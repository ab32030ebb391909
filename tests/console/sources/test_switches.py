"""Switches: made from an address, a secret and a settings file, each of which may be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.settings.settings_files import SettingsError
from console.sources.switches import SwitchFile, switch_client
from feeds.platforms.asterisk.ami.permissions import Permissions
from feeds.protocol.session import Request, Session
from feeds.transport.credentials import TokenError

URL = "asterisks://kim@pbx.example.org"
WHOLE = """
wrap_up_seconds = 10

[site]
time_zone = "Europe/Lisbon"

[queues.sales]
name = "Sales"
wrap_up_seconds = 15

[agents.1141]
name = "Kim Novak"
team = "north"

[supervision]
devices = ["PJSIP/2??"]

[requeue]
context = "ext-queues"
extension = "{queue}"
priority = 1

[message]
to = "pjsip:{agent}"
sender = "<sip:floor@pbx.example.org>"
"""


@pytest.fixture(autouse=True)
def given_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOORLIGHT_SECRET", "open sesame")


def made(tmp_path: Path, text: str) -> object:
    file = tmp_path / "switch.toml"
    file.write_text(text, encoding="utf-8")
    return switch_client(URL, Session(Request()), lambda line: None, settings=file)


def test_that_one_file_says_how_a_switch_is_read_and_what_may_be_commanded(tmp_path: Path) -> None:
    client = switch_client(URL, Session(Request()), lambda line: None)
    assert client.address.url == "asterisks://kim@pbx.example.org:5039"
    assert made(tmp_path, WHOLE) is not None
    assert SwitchFile().permissions == Permissions()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "[requeue]\ncontxt = 'x'",
            "requeue.contxt: no such setting; allowed are context, extension, priority",
        ),
        ("[supervision]\ndevices = 'PJSIP/2??'", "supervision.devices = 'PJSIP/2??'"),
        ("[queues.sales]\nwrap_up = 3", "queues.sales.wrap_up: no such setting"),
        ("[requeue]\npriority = 0", "requeue.priority = 0"),
    ],
)
def test_that_a_wrong_setting_is_reported_with_its_file_and_key(
    tmp_path: Path, text: str, words: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        made(tmp_path, text)
    assert str(tmp_path / "switch.toml") in str(caught.value)
    assert words in str(caught.value)


def test_that_a_secret_is_needed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("FLOORLIGHT_SECRET")
    monkeypatch.setattr("feeds.transport.credentials._from_keyring", lambda account: None)
    with pytest.raises(TokenError, match="--secret-file, FLOORLIGHT_SECRET or the keyring"):
        made(tmp_path, "")
