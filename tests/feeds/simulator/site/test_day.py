"""Days: wall-clock minutes through clock changes, weekdays and weekends."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from feeds.instants import instant, instant_text
from feeds.simulator.site.day import CLOSES, OPENS, SHAPES, WEEKEND, Day, volume
from feeds.simulator.site.settings import MINUTE, SimulationSettings

LISBON = ZoneInfo("Europe/Lisbon")


@pytest.mark.parametrize(
    ("of", "opens"),
    [
        (date(2026, 3, 28), "2026-03-28T08:00:00.000Z"),
        (date(2026, 3, 29), "2026-03-29T07:00:00.000Z"),  # the clocks go forward
        (date(2026, 10, 24), "2026-10-24T07:00:00.000Z"),
        (date(2026, 10, 25), "2026-10-25T08:00:00.000Z"),  # and back
    ],
)
def test_that_doors_open_at_eight_on_the_wall(of: date, opens: str) -> None:
    day = Day(of, LISBON, every_day=False)
    assert instant_text(day.at(OPENS)) == opens
    assert day.minute(instant(opens)) == OPENS


def test_that_days_follow_each_other_through_a_week() -> None:
    day = Day.first(SimulationSettings())
    week = []
    for _ in range(7):
        week.append((day.date.weekday(), day.works, day.load))
        assert day.next().date.toordinal() == day.date.toordinal() + 1
        day = day.next()
    assert [works for weekday, works, _ in sorted(week)] == [True] * 5 + [False] * 2
    assert {load for weekday, _, load in week if weekday > 4} == {WEEKEND}


def test_that_without_weekends_every_day_is_a_working_day() -> None:
    day = Day.first(SimulationSettings(weekends=False))
    for _ in range(7):
        assert day.works
        day = day.next()


def test_that_the_day_has_two_humps_and_a_night() -> None:
    curve = [volume("voice", hour * 60) for hour in range(24)]
    assert max(curve) == curve[11] == 1
    assert curve[13] < curve[15] < curve[11]
    assert not any(curve[:8] + curve[20:])
    assert all(0 <= volume(channel, minute) <= 1 for channel in SHAPES for minute in range(0, 24 * 60, 7))
    assert volume("email", 3 * 60) > 0 == volume("chat", CLOSES)
    assert MINUTE == 60_000
