"""The commands with a window, as a user runs them where there is no display."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from console.commands.options.window import health_log
from tests.console.commands.without_display import ROOT, Here, assert_one_line, environment

# Runs a command in this process, in a tenth of the time; its exit status, and what it says on stderr.


# What a report has no row for: the time in a state that goes on, and the flags.


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk here that is always full")
def test_that_a_full_disk_ends_the_health_log_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    with health_log("/dev/full") as write:
        assert write is not None
        write("{}")
        write("{}")
    assert capsys.readouterr().err.count("/dev/full can no longer be written: No space left on device") == 1


def test_that_a_health_log_is_added_to(tmp_path: Path) -> None:
    for line in ('{"at":1}', '{"at":2}'):
        with health_log(str(tmp_path / "h.jsonl")) as write:
            assert write is not None
            write(line)
    assert (tmp_path / "h.jsonl").read_text("utf-8") == '{"at":1}\n{"at":2}\n'


def test_that_a_broken_settings_file_is_reported_before_anything_opens(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('[appearance]\ntheme = "pink"\n', "utf-8")
    environ = {**environment(tmp_path), "PYTHONPATH": str(ROOT), "DISPLAY": ":9", "QT_QPA_PLATFORM": ""}
    done = subprocess.run(
        [sys.executable, "-m", "console"],
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "appearance.theme = 'pink'" in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="modes as POSIX has them")
def test_that_a_health_log_is_its_owners_and_one_for_all_is_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "h.jsonl"
    before = os.umask(0)
    try:
        with health_log(str(path)):
            assert path.stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(before)
    assert capsys.readouterr().err == ""
    path.chmod(0o644)
    with health_log(str(path)):
        pass
    assert f"`chmod 600 {path}` fixes it" in capsys.readouterr().err


def test_that_without_a_command_a_window_is_asked_for(here: Here) -> None:
    assert_one_line(here(), "no display")
