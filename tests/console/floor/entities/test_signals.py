"""Remarks: sentiments and signals stand in the books at their instant, also when late."""

from __future__ import annotations

from console.floor.ledgers.ledger import STRUCK
from tests.builders import Scene


def sentiments(scene: Scene) -> list[tuple[int, str, int, int]]:
    """(at, contact, agent by number, score in thousandths), in order of time."""
    rows = scene.floor.books.sentiments.window(-STRUCK, STRUCK - 1)
    names = scene.floor.books.contact_names
    columns = zip(*(rows[name].tolist() for name in ("at", "contact", "agent", "score")), strict=True)
    return sorted((at, names[contact], agent, score) for at, contact, agent, score in columns)


def test_that_a_sentiment_stands_with_its_contact_agent_and_score() -> None:
    scene = Scene().agent("ana").at("09:00").answered("c1", "ana")
    scene.at("09:01").send("contact.sentiment", contact="c1", score=-0.25, agent="ana")
    scene.at("09:02").send("contact.sentiment", contact="c1", score=1.0)
    assert sentiments(scene) == [
        (scene.ms("09:01"), "c1", 0, -250),
        (scene.ms("09:02"), "c1", -1, 1000),
    ]


def test_that_late_sentiments_and_signals_stand_at_their_own_instant() -> None:
    scene = Scene().agent("ana").at("09:00").answered("c1", "ana")
    scene.at("09:00:10").held("c1", "ana")
    scene.at("09:00:07").send("contact.sentiment", contact="c1", score=0.5, agent="ana")
    scene.at("09:00:08").send("contact.signal", contact="c1", signal="help_request", agent="ana")
    assert [row[0] for row in sentiments(scene)] == [scene.ms("09:00:07")]
    signals = scene.floor.books.signals.window(-STRUCK, STRUCK - 1)
    assert signals["at"].tolist() == [scene.ms("09:00:08")]
    assert scene.state("ana", "09:00:10") == "hold"


def test_that_a_sentiment_is_withdrawn_and_sent_again_with_its_contact() -> None:
    scene = Scene().agent("ana").at("09:00").answered("c1", "ana")
    scene.at("09:00:10").send("contact.sentiment", contact="c1", score=0.5)
    scene.at("09:00:08").held("c1", "ana")
    assert [row[0] for row in sentiments(scene)] == [scene.ms("09:00:10")]
    assert scene.state("ana") == "hold"


def test_that_a_snapshot_adds_no_sentiment_twice() -> None:
    scene = Scene().hello("one").at("09:00").answered("c1", "ana")
    scene.at("09:00:10").send("contact.sentiment", contact="c1", score=0.5)
    scene.at("09:01").snapshot(
        scene.said("contact.answered", "09:00", contact="c1", agent="ana"),
        scene.said("contact.sentiment", "09:00:10", contact="c1", score=0.5),
    )
    assert len(sentiments(scene)) == 1


def test_that_an_unheard_of_agent_of_a_remark_is_made() -> None:
    scene = Scene().at("09:00").send("contact.signal", contact="c1", signal="silence", agent="bea")
    assert "bea" in scene.report()["agents"]
