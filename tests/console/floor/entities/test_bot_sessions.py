"""Bot sessions: how each ended, whose it was, and what contradicts."""

from __future__ import annotations

from console.floor.entities.bot_sessions import BotSessions
from tests.builders import Scene


def sessions(scene: Scene) -> BotSessions:
    return scene.floor.bots


def test_that_a_session_counts_once_with_its_outcome_and_customer() -> None:
    scene = Scene().at("09:00").bot("s1", "contained", customer="bo").bot("s2", "handed_over").at("09:10")
    assert scene.read_floor()["bot_containment"] == {"share": 0.5, "n": 2}
    assert sorted(sessions(scene).names().values()) == ["s1", "s2"]
    assert sessions(scene).customers() >= {scene.floor.books.customers["bo"]}


def test_that_a_session_sent_twice_is_an_anomaly_and_counts_once() -> None:
    scene = Scene().at("09:00").bot("s1", "contained").bot("s1", "abandoned").at("09:10")
    assert scene.anomalies() == {"bot session started twice": 1, "bot session ended twice": 1}
    assert scene.read_floor()["bot_containment"] == {"share": 1.0, "n": 1}


def test_that_a_session_whose_start_is_missing_counts_at_its_end() -> None:
    scene = Scene().at("09:00").send("bot.ended", session="s1", outcome="contained").at("09:10")
    assert scene.read_floor()["bot_containment"]["n"] == 1
    assert scene.anomalies() == {}


def test_that_what_is_past_the_horizon_is_forgotten() -> None:
    scene = Scene().at("09:00").bot("s1", "contained").at("09:30").bot("s2", "contained")
    sessions(scene).forget_before(scene.ms("09:15"))
    assert list(sessions(scene).names().values()) == ["s2"]
