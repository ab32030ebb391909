"""The site: profiles through time, the meaning of reasons, and when its day begins."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.floor.entities.site import ANNOUNCEMENTS_KEPT, Profiles, day_start, meaning
from console.floor.ledgers.codes import Activity
from feeds.events import SiteSettings, as_datetime, instant, instant_text
from tests.builders import Scene

ZONES = ["UTC", "Europe/Lisbon", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"]


def test_that_a_declaration_is_in_force_from_its_instant_on() -> None:
    profiles = Profiles("none")
    profiles.declare(10, "ten")
    profiles.declare(20, "twenty")
    assert [profiles.at(instant) for instant in (9, 10, 19, 20, 99)] == [
        "none",
        "ten",
        "ten",
        "twenty",
        "twenty",
    ]
    assert (profiles.latest, len(profiles)) == ("twenty", 2)


def test_that_a_declaration_of_the_past_takes_its_place() -> None:
    profiles = Profiles("none")
    profiles.declare(20, "twenty")
    profiles.declare(10, "ten")
    assert profiles.declared == [(10, "ten"), (20, "twenty")]
    assert profiles.latest == "twenty"
    assert Profiles("none").latest == "none"


def test_that_of_two_declarations_of_one_instant_the_later_stays() -> None:
    profiles = Profiles(0)
    profiles.declare(10, 1)
    profiles.declare(10, 2)
    assert profiles.declared == [(10, 2)]


@pytest.mark.parametrize(
    ("reason", "activity"),
    [
        ("break", Activity.BREAK),
        (" LUNCH\t", Activity.LUNCH),
        ("Comida", Activity.LUNCH),
        ("STRASSE", Activity.OTHER),
        ("training", Activity.MEETING),
        ("anything", Activity.OTHER),
        ("", Activity.NONE),
        (None, Activity.NONE),
    ],
)
def test_that_a_reason_means_what_the_site_says_then_its_own_name(
    reason: str | None, activity: Activity
) -> None:
    site = SiteSettings(reasons={" comida ": "lunch", "Training": "meeting", "straße": "other"})
    assert meaning(site, reason) is activity


@given(
    st.sampled_from(ZONES),
    st.integers(instant("2011-12-01T00:00:00Z"), instant("2030-01-01T00:00:00Z")),
    st.integers(0, 23 * 60 + 59),
)
def test_that_a_day_began_not_after_now_and_at_its_hour_or_where_that_is_skipped(
    name: str, now: int, minute: int
) -> None:
    start = f"{minute // 60:02d}:{minute % 60:02d}"
    began = day_start(SiteSettings(time_zone=name, day_start=start), now)
    assert 0 <= now - began < 50 * 3_600_000
    local = as_datetime(began).astimezone(ZoneInfo(name))
    skipped = local.utcoffset() != (local - timedelta(hours=26)).utcoffset()
    assert local.strftime("%H:%M") == start or skipped


@pytest.mark.parametrize(
    ("now", "began"),
    [
        ("2026-03-29T12:00:00Z", "2026-03-29T00:00:00.000Z"),
        ("2026-03-30T12:00:00Z", "2026-03-29T23:00:00.000Z"),
        ("2026-10-25T12:00:00Z", "2026-10-24T23:00:00.000Z"),
        ("2026-10-25T23:59:00Z", "2026-10-24T23:00:00.000Z"),
        ("2026-10-26T00:00:00Z", "2026-10-26T00:00:00.000Z"),
    ],
)
def test_that_days_follow_summer_time(now: str, began: str) -> None:
    found = day_start(SiteSettings(time_zone="Europe/Lisbon"), instant(now))
    assert instant_text(found) == began


def test_that_the_report_says_on_what_settings_it_rests() -> None:
    scene = Scene().at("09:00").available("ana").at("09:10").site(name="Lisbon", time_zone="Europe/Lisbon")
    assert scene.report(at="09:09")["basis"]["time_zone"] == "UTC"
    assert scene.report(at="09:10")["basis"] == {
        "name": "Lisbon",
        "time_zone": "Europe/Lisbon",
        "day_start": "00:00",
        "grace_seconds": 60,
        "lateness_seconds": 60,
        "reasons": {},
    }


def test_that_a_sites_file_stands_over_every_profile() -> None:
    fixed = SiteSettings(name="fixed", day_start="06:00", lateness_seconds=0, reasons={"smoke": "break"})
    scene = Scene(site=fixed).at("09:00").site(name="sent", lateness_seconds=60, reasons={"smoke": "lunch"})
    scene.scheduled("ana", ("break", "09:00", "10:00")).not_ready("ana", "smoke")
    assert scene.report()["basis"]["name"] == "fixed"
    assert scene.read_agent("ana", at="09:10")["adherence"] == 1
    scene.at("09:10").available("ana").at("09:09").offline("ana")
    assert scene.report()["counts"]["late"] == 1


def test_that_lateness_beyond_all_measure_raises_nothing() -> None:
    scene = Scene().at("09:00").site(lateness_seconds=1e308).available("ana").at("08:00").offline("ana")
    assert scene.state("ana", at="09:00") == "available"
    assert scene.state("ana", at="08:30") == "offline"
    assert scene.report()["counts"]["late"] == 0


@pytest.mark.parametrize(
    ("now", "zone"),
    [
        ("0002-01-01T00:00:00Z", "America/New_York"),
        ("0002-01-01T00:00:00Z", "Asia/Tokyo"),
        ("9998-12-31T23:59:59Z", "America/New_York"),
        ("9998-12-31T23:59:59Z", "Asia/Tokyo"),
    ],
)
def test_that_the_first_and_last_days_of_the_calendar_can_be_read(now: str, zone: str) -> None:
    scene = Scene().at(now).site(time_zone=zone).queue("billing").offline("ana").queued("c1", "billing")
    start, end = ("0002-01-01T00:00:00Z", "0002-01-02T00:00:00Z")
    if now.startswith("9"):
        start, end = ("9998-12-31T23:00:00Z", "9998-12-31T23:59:59.999Z")
    scene.scheduled("ana", ("on_queue", start, end))
    for window in ("day", "1s"):
        assert scene.read_agent("ana", at=now, window=window)["adherence_cause"] == "late_start"


def announced(scene: Scene) -> str:
    return scene.floor.site.announcement(scene.ms())


def test_that_an_announcement_is_in_force_until_its_end() -> None:
    scene = Scene().at("09:00")
    assert announced(scene) == ""
    scene.send("announcement.posted", text="Fire drill", by="rui", until=scene.text("09:30"))
    assert announced(scene.at("09:29:59")) == "Fire drill"
    assert announced(scene.at("09:30")) == ""
    assert scene.floor.site.announcement(scene.ms() - 60_000) == "Fire drill"


def test_that_an_announcement_without_an_end_is_in_force_to_the_end_of_its_day() -> None:
    scene = Scene().at("09:00").site(time_zone="Europe/Lisbon")
    scene.send("announcement.posted", text="New tariff", by="rui")
    assert announced(scene.at("23:59")) == "New tariff"
    assert announced(scene.after(120)) == ""


def test_that_the_newest_announcement_is_shown_and_then_the_one_before_again() -> None:
    scene = Scene().at("09:00").send("announcement.posted", text="New tariff", by="rui")
    scene.at("09:10").send("announcement.posted", text="Fire drill", by="rui", until=scene.text("09:20"))
    assert announced(scene) == "Fire drill"
    assert announced(scene.at("09:20")) == "New tariff"


def test_that_the_same_announcement_is_kept_once_and_the_oldest_go() -> None:
    scene = Scene().at("09:00")
    for number in range(ANNOUNCEMENTS_KEPT + 5):
        scene.after(1).send("announcement.posted", text=f"Text {number}", by="rui")
    kept = scene.floor.site.announcements
    assert len(kept) == ANNOUNCEMENTS_KEPT
    scene.floor.site.announce(*kept[-1])
    assert len(kept) == ANNOUNCEMENTS_KEPT
    assert announced(scene) == f"Text {ANNOUNCEMENTS_KEPT + 4}"
