"""Definitions: each holds from its instant, and one that comes late moves what it concerns."""

from __future__ import annotations

import pytest

from console.floor.floor import Floor
from console.metrics.reading.reading import Reading
from console.metrics.reading.windows import rolling
from tests.arrival_orders import with_late_profiles
from tests.builders import Scene, differing, figures, floor_of, send, tiny_blocks
from tests.made_logs import MINUTE, made_log

KINDS = ("agent.profile", "site.profile")
HOUR = 60 * MINUTE


def morning() -> Scene:
    scene = Scene().queue("help").agent("ana", team="north", queues=["help"]).at("09:00").available("ana")
    scene.at("09:10").queued("c1", "help").after(30).answered("c1", "ana")
    return scene.at("09:15").released("c1", "ana", wrap_up=False).ended("c1").at("09:20")


def test_that_a_threshold_holds_from_its_instant_on() -> None:
    scene = morning().queue("help", threshold=60).at("09:20:30")
    assert scene.read_queue("help")["answered_in_threshold"] == 0
    scene.queued("c2", "help").after(30).answered("c2", "ana")
    assert scene.read_queue("help")["answered_in_threshold"] == 1


def test_that_a_teams_name_is_that_of_the_instant_read() -> None:
    scene = morning().send("team.profile", team="north", name="North").at("09:30")
    scene.send("team.profile", team="north", name="Far north").at("09:40")
    names = scene.floor.team_names["north"]
    assert [profile.name for at in ("09:25", "09:35") if (profile := names.at(scene.ms(at)))] == [
        "North",
        "Far north",
    ]


def test_that_an_agent_who_moves_takes_what_follows_to_the_new_team() -> None:
    scene = morning().agent("ana", team="south", queues=["help"]).at("09:21")
    scene.answered("c2", "ana").at("09:25").released("c2", "ana", wrap_up=False).at("09:30")
    assert (scene.read_team("north")["handled"], scene.read_team("south")["handled"]) == (1, 1)


def test_that_a_move_that_comes_late_takes_what_has_happened_since() -> None:
    late, on_time = Scene(site=None), Scene()
    for scene in (late, on_time):
        scene.queue("help").agent("ana", team="north", queues=["help"]).at("09:00").available("ana")
        if scene is on_time:
            scene.at("09:05").agent("ana", team="south", queues=["help"])
        scene.at("09:05:01").queued("c1", "help").answered("c1", "ana").after(1)
        scene.released("c1", "ana", wrap_up=False)
        if scene is late:
            scene.at("09:05").agent("ana", team="south", queues=["help"])
        scene.at("09:10").not_ready("ana").at("09:20")
    assert late.floor.rewritten == 1
    assert late.read_team("south") == on_time.read_team("south")
    assert late.read_team("north") == on_time.read_team("north")


@pytest.mark.parametrize("known_as", ["other", "lunch"])
def test_that_a_site_that_names_its_reasons_changes_what_states_fit(known_as: str) -> None:
    scene = Scene().agent("ana").at("09:00").not_ready("ana", "pausa").at("09:05")
    scene.scheduled("ana", ("lunch", "09:00", "10:00")).at("09:10")
    scene.site(reasons={"pausa": known_as}).at("09:20")
    assert scene.read_agent("ana")["adherence_now"] == ("in" if known_as == "lunch" else "out")


def test_that_an_exception_excuses_and_a_forecast_makes_its_queue_known() -> None:
    scene = Scene().agent("ana").at("09:00").available("ana")
    scene.scheduled("ana", ("on_queue", "09:00", "10:00")).at("09:10").not_ready("ana")
    assert scene.at("09:20").read_agent("ana")["adherence"] < 1
    scene.excused("ana", "09:10", "09:20")
    assert scene.read_agent("ana")["adherence_adjusted"] == 1
    start, end = scene.text("10:00"), scene.text("10:30")
    scene.send("forecast.published", queue="sales", start=start, end=end, offered=10, agents=4)
    assert "sales" in scene.report()["queues"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", [6, 26])
def test_that_profiles_that_come_late_give_the_figures_of_those_in_order(seed: int, kind: str) -> None:
    late, in_order = with_late_profiles(made_log(seed), seed, kind)
    with tiny_blocks():
        floors = [floor_of(events, batch=16) for events in (late, in_order)]
    for back in (0, HOUR // 2, HOUR, 3 * HOUR // 2):
        for window in (HOUR // 2, None):
            found, wanted = (figures(floor, floor.latest - back, window) for floor in floors)
            assert differing(found, wanted) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", [5, 103])
def test_that_profiles_older_than_the_horizon_change_what_is_within_it(seed: int, kind: str) -> None:
    events, _ = with_late_profiles(made_log(seed), seed, kind)
    short, whole = Floor(horizon_ms=HOUR), Floor(horizon_ms=None)
    with tiny_blocks():
        for first in range(0, len(events), 16):
            for floor in (short, whole):
                send(floor, events[first : first + 16], first + 1)
            assert differing(figures(short, short.latest), figures(whole, whole.latest)) == []
            reading = Reading(short, rolling(short.latest, HOUR // 2))
            tenures = [agent.tenure for agent in short.roster.by_index]
            assert reading.agent_tenure.tolist() == tenures
            assert sorted(reading.present.tolist()) == sorted(tenures)
    assert short.books.timeline.dropped_until > short.since


def test_that_reasons_named_late_change_what_states_fit_further_back_than_they_are_kept() -> None:
    scene = Scene().agent("ana").at("09:05").scheduled("ana", ("lunch", "09:00", "13:00"))
    for minute in range(10, 50):
        scene.at(f"09:{minute}").available("ana").after(30).not_ready("ana", "pausa")
    with tiny_blocks(1):
        scene.floor = floor_of(scene.sent, batch=1)
    [ana] = scene.floor.roster.by_index
    assert ana.kept_from > scene.ms("09:21")
    scene.at("09:20:40").site(reasons={"pausa": "lunch"})
    assert scene.read_agent("ana", at="09:21", window="1m")["adherence"] == pytest.approx(20 / 60)


def test_that_a_late_event_keeps_the_state_that_an_agent_has_had_for_longer_than_the_horizon() -> None:
    scene = Scene().at("08:00").available("ana")
    for minute in range(120):
        scene.at(f"{8 + minute // 60:02}:{minute % 60:02}:30").available("zed")
        scene.after(1).not_ready("zed")
    scene.at("09:59:40").not_ready("ana", "pause")
    scene.numbered(1_000).at("09:59:36").send("agent.state", agent="ana", state="wrap_up")
    with tiny_blocks(1):
        scene.floor = floor_of(scene.sent, horizon_ms=HOUR, batch=1)
    assert scene.floor.books.timeline.dropped_until > scene.ms("08:00")
    ana = scene.read_agent("ana", at="09:59:40")
    assert ana["occupancy"] == pytest.approx(4 / 1800)
