"""Formatters: each kind of figure in its one form."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.views.bidi import CONTROLS
from console.views.text import (
    NAME_MOST,
    NONE,
    clock_text,
    cut_text,
    goal_share_text,
    limit_text,
    measured_text,
    name_text,
    number_text,
    plain_text,
    share_text,
    state_text,
    timer_text,
    window_text,
)
from feeds.events import instant
from tests.hostile_text import JOINED, hostile, lies_of


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0:00"),
        (0.999, "0:00"),
        (9, "0:09"),
        (60, "1:00"),
        (3599.9, "59:59"),
        (3600, "1:00:00"),
        (86_399, "23:59:59"),
        (360_000, "100:00:00"),
        (-5, "0:00"),
        (None, NONE),
    ],
)
def test_that_a_duration_is_minutes_and_from_an_hour_on_hours(seconds: float | None, text: str) -> None:
    assert timer_text(seconds) == text


@given(st.integers(0, 10**7))
def test_that_a_duration_can_be_read_back(seconds: int) -> None:
    parts = [int(part) for part in timer_text(seconds).split(":")]
    assert sum(part * 60**place for place, part in enumerate(reversed(parts))) == seconds
    assert all(part < 60 for part in parts[1:])


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0.0 %"), (1, "100.0 %"), (0.7844, "78.4 %"), (2.5, "250.0 %"), (0.00049, "0.0 %"), (None, NONE)],
)
def test_that_a_share_is_in_per_cent_with_one_digit(share: float | None, text: str) -> None:
    assert share_text(share) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(0, 0, "0"), (1_234_567, 0, "1,234,567"), (-50.05, 1, "-50.0"), (1.5, 2, "1.50"), (None, 2, NONE)],
)
def test_that_a_number_has_its_thousands_apart(value: float | None, digits: int, text: str) -> None:
    assert number_text(value, digits) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.25, "0.25 s"),
        (59, "59 s"),
        (60, "1 min"),
        (61, "61 s"),
        (3600, "1 h"),
        (5400, "1 h 30 min"),
        (90_000, "25 h"),
    ],
)
def test_that_a_window_is_written_in_words(seconds: float, text: str) -> None:
    assert window_text(seconds) == text


def test_that_a_window_of_no_length_is_written_too() -> None:
    assert window_text(0) in ("0 s", "0 min")


@pytest.mark.parametrize(
    ("at", "zone", "text"),
    [
        ("2026-06-15T12:30:05.999Z", "Europe/Lisbon", "2026-06-15 13:30:05"),
        ("2026-11-22T23:59:59Z", "Asia/Kolkata", "2026-11-23 05:29:59"),
        ("2026-10-25T00:30:00Z", "Europe/Berlin", "2026-10-25 02:30:00"),
        ("2026-10-25T01:30:00Z", "Europe/Berlin", "2026-10-25 02:30:00"),
        ("0999-01-01T00:00:00Z", "UTC", "0999-01-01 00:00:00"),
    ],
)
def test_that_a_clock_shows_the_local_time(at: str, zone: str, text: str) -> None:
    assert clock_text(instant(at), ZoneInfo(zone), with_day=True) == text
    assert clock_text(instant(at), ZoneInfo(zone)) == text.split()[1]


@pytest.mark.parametrize(
    ("state", "reason", "text"),
    [
        ("on_contact", None, "on contact"),
        ("not_ready", "lunch", "not ready: lunch"),
        ("not_ready", "", "not ready"),
    ],
)
def test_that_a_state_is_written_with_its_reason(state: str, reason: str | None, text: str) -> None:
    assert state_text(state, reason) == text


goals = st.integers(1, 7200)


@given(seconds=st.floats(0, 10_000), goal=st.none() | goals)
def test_that_a_length_is_the_nearest_second_unless_it_would_hide_a_missed_goal(
    seconds: float, goal: int | None
) -> None:
    shown = read_back(measured_text(seconds, goal))
    if goal is not None and seconds > goal:
        assert shown > goal
        assert abs(shown - seconds) <= 1
    else:
        assert abs(shown - seconds) <= 0.5


@given(seconds=st.floats(0, 10_000), goal=goals)
def test_that_what_goes_on_never_reads_within_a_goal_it_has_passed(seconds: float, goal: int) -> None:
    shown = read_back(timer_text(seconds, goal))
    assert (shown > goal) == (seconds > goal)
    assert shown in (int(seconds), goal + 1)


@given(share=st.floats(0, 1.5), goal=st.integers(0, 1000), is_most=st.booleans())
def test_that_a_share_never_reads_as_a_goal_it_misses(share: float, goal: int, is_most: bool) -> None:
    least = goal / 1000
    shown = float(share_text(share, least, is_most).removesuffix(" %"))
    assert abs(shown - share * 100) < 0.1 + 1e-9
    if share > least if is_most else share < least:
        assert shown > goal / 10 - 1e-9 if is_most else shown < goal / 10 + 1e-9
        assert f"{shown:.1f}" != f"{goal / 10:.1f}"


def read_back(text: str) -> int:
    return sum(int(part) * 60**place for place, part in enumerate(reversed(text.split(":"))))


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (57_599, "16 h"),
        (57_599.999, "16 h"),
        (3599, "1 h"),
        (1799, "30 min"),
        (1799.6, "30 min"),
        (1770, "29 min 30 s"),
        (599, "10 min"),
        (590, "9 min 50 s"),
        (32_390.7, "9 h"),
        (5_430, "1 h 31 min"),
        (5_429, "1 h 30 min"),
    ],
)
def test_that_a_window_a_second_short_is_written_whole(seconds: float, text: str) -> None:
    assert window_text(seconds) == text


@pytest.mark.parametrize(("seconds", "text"), [(3725, "1 h 2 min 5 s"), (14_400, "4 h"), (20, "20 s")])
def test_that_a_limit_is_written_to_the_second(seconds: float, text: str) -> None:
    assert limit_text(seconds) == text


@given(share=st.integers(0, 1000).map(lambda tenths: tenths / 1000))
def test_that_a_goal_is_written_in_the_same_style_as_a_share(share: float) -> None:
    text = goal_share_text(share)
    assert text.endswith(" %")
    assert float(text.removesuffix(" %")) == pytest.approx(share * 100)


# Text from outside ---------------------------------------------------------------------------------

ANY = st.text(st.characters())


@given(ANY)
def test_that_a_text_from_outside_hides_nothing_and_reorders_nothing(text: str) -> None:
    shown = plain_text(text)
    assert lies_of(f"{shown} · 3:20") == []
    assert plain_text(shown) == shown


@given(ANY, st.integers(1, 40))
def test_that_a_text_is_cut_at_a_character(text: str, most: int) -> None:
    shown = cut_text(plain_text(text), most)
    assert lies_of(shown) == []
    assert len([sign for sign in shown if sign not in CONTROLS]) <= most


def test_that_a_name_made_of_all_of_it_is_shown_whole_and_harmless() -> None:
    shown = name_text(hostile("agent"), "a1")
    assert lies_of(shown) == []
    assert all(joined in shown for joined in JOINED)
    assert r"\x1b[31m\x9b2J\x00\r\n\t\u2028\u200b\x7f" in shown


@pytest.mark.parametrize(
    "name", ["Ana", "Ünal Öztürk", "Nguyễn", "日本 太郎", "Ωμέγα", "👩\u200d💻", "M.\xa0X", "R&D", "<b>"]
)
def test_that_a_usual_name_stays_as_it_is(name: str) -> None:
    assert plain_text(name) == name


def test_that_a_name_is_never_blank_nor_endless() -> None:
    assert name_text("\u200b \u3164", "a1") == "\\u200b \\u3164"
    assert len(name_text(5_000 * "x", "a1")) == NAME_MOST
    assert name_text("e" + 500 * "\u0301", "a1") == "e\u0301\u0301\u0301\u0301…"
