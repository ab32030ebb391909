"""The support file: what helps is in it, and no secret, id or name, wherever one stands."""

from __future__ import annotations

import io
import json
import logging
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.diagnostics.log_files import CRASHES, HEALTH, health_kept, log_folder, logging_to_file
from console.diagnostics.support import crash_outline, health_outline, log_outline, write_support
from console.views.rows import Link

# In every place where one can stand: tokens, addresses, ids and names of contacts, customers and agents.
SECRETS = [
    "tok-9f3b7c",
    "hunter2xyz",
    "pbx.secret-bank.example",
    "contact-4471",
    "customer-0815",
    "agent-1141",
    "Novak",
    "+351912345678",
    "home-of-kim",
]
HUSH = " ".join(SECRETS)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLOORLIGHT_LOG_FOLDER", str(tmp_path / "home-of-kim" / "log"))
    monkeypatch.setenv("FLOORLIGHT_SETTINGS", str(tmp_path / "home-of-kim" / "settings.toml"))
    monkeypatch.setenv("FLOORLIGHT_TOKEN", SECRETS[0])
    monkeypatch.setenv("FLOORLIGHT_SECRET", SECRETS[1])
    (tmp_path / "home-of-kim" / "log").mkdir(parents=True)
    return tmp_path / "home-of-kim"


def archive() -> dict[str, str]:
    """The files of the support file, and their names, as text."""
    file = io.BytesIO()
    write_support(file)
    assert not any(secret.encode() in file.getvalue() for secret in SECRETS)
    with zipfile.ZipFile(file) as found:
        assert found.testzip() is None
        return {name: found.read(name).decode() for name in found.namelist()}


def assert_silent(files: dict[str, str]) -> None:
    for name, text in files.items():
        for secret in SECRETS:
            assert secret not in name + text, f"{secret} in {name}"


def write_log() -> None:
    """A log with secrets in its words, its errors, their notes and causes, and a library's templates."""
    own, other = logging.getLogger("floorlight.feed"), logging.getLogger("websockets.client")
    with logging_to_file("debug"):
        for secret in SECRETS:
            own.warning("agent %s cannot be found", secret)
            other.warning(f"> GET /?token={secret}")  # as libraries do
            own.warning("of %(who)s", {"who": secret})
            try:
                try:
                    raise KeyError(secret)
                except KeyError as cause:
                    error = ValueError(f"bad {secret}")
                    error.add_note(secret)
                    raise error from cause
            except ValueError as found:
                own.error("%s", found, exc_info=found)


def write_settings(folder: Path, text: str) -> None:
    (folder / "settings.toml").write_text(text, encoding="utf-8")
    (folder / "rules").mkdir()
    (folder / "rules" / "Novak.toml").write_text(f'[[rules]]\nid = "{HUSH}"\n', encoding="utf-8")


def test_that_no_secret_of_any_place_is_in_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_settings(
        folder,
        f"# {HUSH}\n[connection]\n"
        'url = "wss://agent-1141:hunter2xyz@pbx.secret-bank.example:1/contact-4471?token=tok-9f3b7c"\n'
        'token_file = "/home-of-kim/Novak"\nca_file = "/home-of-kim/Novak.pem"\n'
        '[wallboard]\nlayout = "/home-of-kim/customer-0815.toml"\n',
    )
    write_log()
    with health_kept() as keep:
        sample: dict[str, Any] = {"at": "2026-11-22T08:30:00.000Z", "connection": "live", "applied": 12}
        keep(
            json.dumps(
                {**sample, "trouble": HUSH, "said": [HUSH], "tick_ms": {"mean": 1.5}, HUSH: 1, "Novak": 2}
            )
        )
    (log_folder() / CRASHES).write_text(
        f"Fatal Python error: Segmentation fault\n\nCurrent thread 0x00007f [{HUSH}] (most recent first):\n"
        f'  File "/home-of-kim/site-packages/rich/table.py", line 3 in row\n{HUSH}\n',
        encoding="utf-8",
    )
    capsys.readouterr()
    files = archive()
    assert_silent(files)
    assert json.loads(files["versions.json"])["numpy"]
    settings = json.loads(files["settings.json"])
    assert settings["connection"] == {
        "url": "wss, another machine",
        "token_file": "named",
        "ca_file": "named",
    }
    assert settings["rule files"] == 1
    log = [json.loads(line) for line in files["log.jsonl"].splitlines()]
    assert len(log) == 4 * len(SECRETS)
    assert log[0]["template"] == "agent %s cannot be found"
    assert "template" not in log[1]
    assert [error["type"] for error in log[3]["errors"]] == ["KeyError", "ValueError"]
    assert re.match(
        r"tests/console/diagnostics/test_support.py:\d+ write_log", log[3]["errors"][0]["calls"][0]
    )
    health = [json.loads(line) for line in files["health.jsonl"].splitlines()]
    assert health == [{**sample, "tick_ms": {"mean": 1.5}, "has_trouble": True}]
    assert files["crashes.txt"].splitlines() == [
        "Fatal Python error: Segmentation fault",
        "Current thread 0x00007f",
        "  rich/table.py:3 row",
    ]


@pytest.mark.parametrize(
    "text", [f'{HUSH} = "', f'[connection]\ntoken = "{HUSH}"', f'[floor]\nchannel = "{HUSH}"']
)
def test_that_settings_that_cannot_be_used_are_not_quoted(text: str, folder: Path) -> None:
    write_settings(folder, text)
    files = archive()
    assert_silent(files)
    assert "cannot be used" in json.loads(files["settings.json"])["settings file"]


def test_that_it_is_written_where_nothing_was_ever_kept(folder: Path) -> None:
    files = archive()
    assert files["log.jsonl"] == files["health.jsonl"] == files["crashes.txt"] == ""
    assert set(re.findall(r"^(\w+\.\w+) ", files["README.txt"], re.MULTILINE)) == set(files) - {"README.txt"}


def test_that_torn_lines_and_bytes_of_no_text_are_passed_over(folder: Path) -> None:
    (log_folder() / HEALTH).write_bytes(b'{"applied":1}\n\xff\xfe{\n[1]\n{"applied":2')
    assert [json.loads(line)["applied"] for line in archive()["health.jsonl"].splitlines()] == [1]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.just("hush hush"),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["type", "calls", "hush hush"]), inner),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    "at level logger words errors error_words trouble connection floor_at mean x".split()
)


@given(st.lists(st.dictionaries(FIELDS | st.just("hush hush"), JSON)))
def test_that_whatever_a_file_holds_no_words_of_it_pass(objects: list[dict[str, Any]]) -> None:
    lines = [json.dumps(found) for found in objects]
    assert "hush" not in json.dumps([*log_outline(iter(lines)), *health_outline(iter(lines))])


@given(st.lists(st.text(alphabet='hush Thread0x:"File ,line 12in\n')))
def test_that_of_a_crash_only_what_python_itself_writes_passes(lines: list[str]) -> None:
    for line in crash_outline(iter(lines)):
        assert line.startswith(("Thread 0x", "  "))


def test_that_each_way_of_data_passes() -> None:
    lines = [json.dumps({"connection": link.name.lower()}) for link in Link]
    assert len([found for found in health_outline(iter(lines)) if "connection" in found]) == len(Link)
