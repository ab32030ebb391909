"""Site files: what they may say, and how a mistake in one is reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.settings.settings_files import SettingsError, read_site
from feeds.events import SiteSettings


def refusal(folder: Path, raw: bytes) -> str:
    path = folder / "site.toml"
    path.write_bytes(raw)
    with pytest.raises(SettingsError) as error:
        read_site(path)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_that_a_full_site_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_text(
        'name = "Lisbôn"\ntime_zone = "Europe/Lisbon"\nday_start = "06:30"\n'
        'grace_seconds = 90\nlateness_seconds = 2.5\n[reasons]\n"Coffee " = "break"\n',
        encoding="utf-8",
    )
    assert read_site(path).model_dump() == {
        "name": "Lisbôn",
        "time_zone": "Europe/Lisbon",
        "day_start": "06:30",
        "grace_seconds": 90.0,
        "lateness_seconds": 2.5,
        "reasons": {"Coffee ": "break"},
    }


def test_that_an_empty_site_file_means_the_defaults(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_bytes(b"# nothing\n")
    assert read_site(path).model_dump() == SiteSettings().model_dump()


@pytest.mark.parametrize(
    ("line", "key", "value"),
    [
        ('day_start = "25:00"', "day_start", "25:00"),
        ('day_start = "6:30"', "day_start", "6:30"),
        ("day_start = 06:30:00", "day_start", "6, 30"),
        ("grace_seconds = -1", "grace_seconds", "-1"),
        ("grace_seconds = nan", "grace_seconds", "nan"),
        ("lateness_seconds = inf", "lateness_seconds", "inf"),
        ('lateness_seconds = "5"', "lateness_seconds", "'5'"),
        ("grace_seconds = true", "grace_seconds", "True"),
        ("name = 5", "name", "5"),
        ('time_zone = "Mars/Phobos"', "time_zone", "Mars/Phobos"),
        ('time_zone = ""', "time_zone", "''"),
        ('time_zone = "../../etc/passwd"', "time_zone", "../../etc/passwd"),
        ("time_zone = 1", "time_zone", "1"),
        ('reasons = {nap = "sleep"}', "reasons.nap", "sleep"),
        ('reasons = "coffee"', "reasons", "coffee"),
    ],
)
def test_that_a_mistake_is_reported_with_key_and_value(
    tmp_path: Path, line: str, key: str, value: str
) -> None:
    reported = refusal(tmp_path, line.encode())
    assert key in reported
    assert value in reported


def test_that_all_mistakes_are_reported_at_once(tmp_path: Path) -> None:
    reported = refusal(tmp_path, b'grace_seconds = -1\nday_start = "x"\n')
    assert "grace_seconds" in reported
    assert "day_start" in reported


def test_that_an_unknown_setting_is_reported_with_those_allowed(tmp_path: Path) -> None:
    reported = refusal(tmp_path, b'timezone = "UTC"')
    assert "timezone: no such setting" in reported
    assert "time_zone" in reported


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"name = ", "is not TOML"),
        (b"[reasons", "is not TOML"),
        (b'name = "a"\nname = "b"', "is not TOML"),
        (b'{"name": "x"}', "is not TOML"),
        (b'name = "\xff"', "it is not UTF-8 text"),
    ],
)
def test_that_a_file_that_cannot_be_read_says_why(tmp_path: Path, raw: bytes, words: str) -> None:
    assert words in refusal(tmp_path, raw)


def test_that_a_missing_file_and_a_directory_are_reported(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.toml", tmp_path):
        with pytest.raises(SettingsError, match="cannot be read: "):
            read_site(path)
