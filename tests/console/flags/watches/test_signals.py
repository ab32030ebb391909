"""Help asked for and moods that fall: when it rises, since when, how bad, and when it goes out."""

from __future__ import annotations

import random
from typing import Any

import pytest

from console.flags.flags import Flags
from console.flags.rules.conditions import Condition
from console.flags.rules.rules import Rule, Rulebook
from console.flags.watches.signals import SignalWatch
from console.floor.floor import Floor
from console.metrics.reading.reading import Reading
from console.metrics.reading.severity import Severity
from console.metrics.reading.windows import rolling
from console.settings.rule_files import read_rules
from console.views.attention.flag_text import flag
from feeds.events import instant
from tests.builders import Scene, floor_of
from tests.made_logs import made_log, shuffled

HELP = Rule(id="help", watch="help_requested", breach=1.0, window_seconds=600.0, what="help")
MOOD = Rule(
    id="mood",
    watch="sentiment_falling",
    warning=0.6,
    breach=1.2,
    clear=0.2,
    window_seconds=900.0,
    what="mood",
)


def seen_on(floor: Floor, at: int, *rules: Rule) -> list[Condition]:
    return list(SignalWatch(Rulebook(rules)).conditions(Reading(floor, rolling(at, 1_800_000))))


def seen(scene: Scene, time: str, rule: Rule) -> list[tuple[str, str, str]]:
    """(scope, severity, since as a time of day) of each sighting at *time*."""
    found = seen_on(scene.floor, scene.ms(time), rule)
    return [(one.scope, one.severity.name, scene.text(one.since)[11:19]) for one in found]


def talking(scene: Scene | None = None) -> Scene:
    """Ana talks with c1, of billing, from 09:00 on."""
    scene = scene or Scene().queue("billing").agent("ana", "bea", queues=["billing"])
    return scene.at("09:00").queued("c1", "billing").answered("c1", "ana")


def asks(scene: Scene, time: str, agent: str | None = None, signal: str = "help_request") -> Scene:
    return scene.at(time).send("contact.signal", contact="c1", signal=signal, agent=agent)


def scores(scene: Scene, *sent: tuple[str, float], agent: str | None = None) -> Scene:
    for time, score in sent:
        scene.at(time).send("contact.sentiment", contact="c1", score=score, agent=agent)
    return scene


# Help ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("named", ["ana", None])
def test_that_help_asked_for_shows_from_that_instant(named: str | None) -> None:
    scene = asks(talking(), "09:02", named)
    assert seen(scene, "09:01:59", HELP) == []
    assert seen(scene, "09:02", HELP) == [("agent:ana", "BREACH", "09:02:00")]
    assert seen_on(scene.floor, scene.ms("09:02"), HELP)[0].queue == "billing"


def test_that_it_goes_out_with_the_contact_in_hand() -> None:
    scene = asks(talking(), "09:02").at("09:05").released("c1", "ana").at("09:06").wrapped("c1", "ana")
    assert seen(scene, "09:04:59", HELP)
    assert seen(scene, "09:05", HELP) == []
    assert seen(scene, "09:07", HELP) == []


def test_that_it_is_still_seen_while_the_agent_wraps_up_now_and_one_looks_back() -> None:
    scene = asks(talking(), "09:02").at("09:05").released("c1", "ana")
    assert seen(scene, "09:04:59", HELP) == [("agent:ana", "BREACH", "09:02:00")]
    assert seen(scene, "09:05", HELP) == []


def test_that_it_goes_out_when_the_window_is_over() -> None:
    scene = asks(talking(), "09:02")
    assert seen(scene, "09:11:59", HELP)
    assert seen(scene, "09:12", HELP) == []


def test_that_asking_again_keeps_it_lit_as_one_flag() -> None:
    scene = asks(asks(talking(), "09:02"), "09:10")
    assert seen(scene, "09:19", HELP) == [("agent:ana", "BREACH", "09:02:00")]
    assert seen_on(scene.floor, scene.ms("09:19"), HELP)[0].value == 2


def test_that_asking_after_it_went_out_is_a_new_flag() -> None:
    scene = asks(asks(talking(), "09:02"), "09:20")
    assert seen(scene, "09:21", HELP) == [("agent:ana", "BREACH", "09:20:00")]


def test_that_other_signals_ask_for_nothing() -> None:
    scene = asks(talking(), "09:02", signal="silence")
    assert seen(scene, "09:03", HELP) == []
    asks(scene, "09:04")
    asks(scene, "09:05", signal="keyword")
    assert seen(scene, "09:14", HELP) == []


def test_that_a_rule_may_wait_for_the_second_time() -> None:
    twice = HELP.model_copy(update={"warning": 1.0, "breach": 2.0})
    scene = asks(asks(talking(), "09:02"), "09:04")
    assert seen(scene, "09:03", twice) == [("agent:ana", "WARNING", "09:02:00")]
    assert seen(scene, "09:04", twice) == [("agent:ana", "BREACH", "09:02:00")]


def test_that_a_colleague_on_the_contact_is_not_the_one_who_asked() -> None:
    scene = asks(talking().at("09:01").answered("c1", "bea"), "09:02", "bea")
    assert seen(scene, "09:03", HELP) == [("agent:bea", "BREACH", "09:02:00")]


def test_that_what_was_asked_before_a_transfer_is_not_the_next_agents() -> None:
    scene = asks(talking(), "09:02").at("09:03").released("c1", "ana", wrap_up=False).answered("c1", "bea")
    assert seen(scene, "09:04", HELP) == []


def test_that_a_held_contact_is_in_hand_and_an_offered_one_is_not() -> None:
    scene = asks(talking().at("09:01").held("c1", "ana").offered("c1", "bea"), "09:02")
    assert seen(scene, "09:03", HELP) == [("agent:ana", "BREACH", "09:02:00")]


def test_that_a_direct_contact_has_no_queue() -> None:
    scene = asks(Scene().at("09:00").answered("c1", "ana"), "09:02")
    assert [one.queue for one in seen_on(scene.floor, scene.ms("09:02"), HELP)] == [""]


# Moods ---------------------------------------------------------------------------------------------


def test_that_a_mood_shows_once_it_is_below_zero_and_far_from_its_best() -> None:
    scene = scores(talking(), ("09:01", 0.5), ("09:02", -0.05), ("09:03", -0.1), ("09:04", -0.4))
    assert seen(scene, "09:02:59", MOOD) == []
    assert seen(scene, "09:03", MOOD) == [("agent:ana", "WARNING", "09:03:00")]
    assert seen(scene, "09:04", MOOD) == [("agent:ana", "WARNING", "09:03:00")]
    assert seen_on(scene.floor, scene.ms("09:04"), MOOD)[0].value == pytest.approx(0.9)


def test_that_a_deep_fall_breaches() -> None:
    scene = scores(talking(), ("09:01", 0.6), ("09:02", -0.6))
    assert seen(scene, "09:02", MOOD) == [("agent:ana", "BREACH", "09:02:00")]


def test_that_a_fall_to_a_good_mood_is_none() -> None:
    assert seen(scores(talking(), ("09:01", 1.0), ("09:02", 0.1)), "09:03", MOOD) == []


def test_that_a_mood_bad_from_the_start_has_not_fallen() -> None:
    assert seen(scores(talking(), ("09:01", -0.9), ("09:02", -1.0)), "09:03", MOOD) == []


def test_that_it_goes_out_only_when_it_is_better_by_the_margin() -> None:
    scene = scores(talking(), ("09:01", 0.5), ("09:02", -0.2), ("09:03", 0.05), ("09:04", 0.2))
    assert seen(scene, "09:03", MOOD) == [("agent:ana", "WARNING", "09:02:00")]
    assert seen(scene, "09:04", MOOD) == []


def test_that_its_severity_keeps_the_margin_too() -> None:
    scene = scores(talking(), ("09:01", 0.6), ("09:02", -0.6), ("09:03", -0.5), ("09:04", -0.4))
    assert seen(scene, "09:03", MOOD) == [("agent:ana", "BREACH", "09:02:00")]
    assert seen(scene, "09:04", MOOD) == [("agent:ana", "WARNING", "09:02:00")]


def test_that_an_old_score_is_no_news_and_a_contact_out_of_hand_no_ones() -> None:
    scene = scores(talking(), ("09:01", 0.6), ("09:02", -0.6)).at("09:30").released("c1", "ana")
    assert seen(scene, "09:16:59", MOOD)
    assert seen(scene, "09:17", MOOD) == []
    again = scores(talking(), ("09:01", 0.6), ("09:02", -0.6)).at("09:10").released("c1", "ana")
    assert seen(again, "09:10", MOOD) == []


def test_that_scores_that_name_a_colleague_are_the_colleagues() -> None:
    scene = talking().at("09:00:30").answered("c1", "bea")
    scores(scene, ("09:01", 0.6), ("09:02", -0.6), agent="bea")
    assert seen(scene, "09:03", MOOD) == [("agent:bea", "BREACH", "09:02:00")]


def test_that_a_colleagues_better_customer_hides_no_fall() -> None:
    scene = talking().at("09:00:30").answered("c1", "bea")
    scores(scene, ("09:01", 0.6), ("09:02", -0.6), agent="ana")
    scores(scene, ("09:03", 0.9), agent="bea")
    assert seen(scene, "09:04", MOOD) == [("agent:ana", "BREACH", "09:02:00")]


def test_that_a_late_score_takes_its_place() -> None:
    scene = scores(talking(), ("09:01", 0.6), ("09:02:05", 0.7))
    scores(scene, ("09:02:03", -0.6))
    assert seen(scene, "09:02:04", MOOD) == [("agent:ana", "BREACH", "09:02:03")]
    assert seen(scene, "09:02:05", MOOD) == []


def test_that_of_several_chats_the_worst_is_flagged() -> None:
    scene = scores(talking(), ("09:01", 0.5), ("09:02", -0.2))
    scene.at("09:00:30").answered("c2", "ana")
    for time, score in (("09:03", 0.6), ("09:04", -0.7)):
        scene.at(time).send("contact.sentiment", contact="c2", score=score)
    assert seen(scene, "09:03", MOOD) == [("agent:ana", "WARNING", "09:02:00")]
    assert seen(scene, "09:04", MOOD) == [("agent:ana", "BREACH", "09:04:00")]


# Any log -------------------------------------------------------------------------------------------


def slow(events: list[Any], at: int) -> set[tuple[str, str, str]]:
    """(rule, agent, severity) as a plain walk through *events*, in order, up to *at* has it."""
    legs: dict[tuple[str, str], list[Any]] = {}
    for event in events:
        sent, kind = instant(event["at"]), event["type"]
        if sent > at or not kind.startswith("contact."):
            continue
        contact, agent = event["contact"], event.get("agent")
        mine = legs.setdefault((contact, agent or ""), [])
        if kind == "contact.answered":
            if not mine:
                mine.append((sent, []))
        elif kind == "contact.released":
            mine.clear()
        elif kind == "contact.ended":
            for (of, _), leg in legs.items():
                if of == contact:
                    leg.clear()
        elif kind in ("contact.sentiment", "contact.signal"):
            for (of, who), leg in legs.items():
                if of == contact and leg and agent in (None, who) and sent > leg[0][0]:
                    leg[0][1].append((sent, event))
    found = set()
    for (_, who), leg in legs.items():
        said = leg[0][1] if leg else []
        asked = [sent for sent, event in said if event.get("signal") == "help_request"]
        if asked and at - asked[-1] < 600_000:
            found.add(("help", f"agent:{who}", "BREACH"))
        marks = [(sent, event["score"]) for sent, event in said if "score" in event]
        if marks and at - marks[-1][0] < 900_000:
            severity = _slow_mood([score for _, score in marks])
            if severity:
                found.add(("mood", f"agent:{who}", severity))
    return _worst(found)


def _slow_mood(sent: list[float]) -> str:
    is_lit = {"WARNING": False, "BREACH": False}
    for number, score in enumerate(sent):
        fall = round(max(sent[: number + 1]) - score, 6)
        for name, limit in (("WARNING", 0.6), ("BREACH", 1.2)):
            if score < 0 and fall >= limit:
                is_lit[name] = True
            elif score >= 0.2 or fall <= round(limit - 0.2, 6):
                is_lit[name] = False
    return "BREACH" if is_lit["BREACH"] else "WARNING" if is_lit["WARNING"] else ""


def _worst(found: set[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    return {
        (rule, who, name)
        for rule, who, name in found
        if name == "BREACH" or (rule, who, "BREACH") not in found
    }


def remarked_log(seed: int) -> list[Any]:
    """A random floor where much is said: each remark of the log, and more of the same."""
    rng = random.Random(seed)
    events: list[Any] = []
    for event in made_log(seed, contacts=40, agents=5):
        events.append(event)
        if event["type"] in ("contact.held", "contact.resumed", "contact.transferred", "contact.sentiment"):
            about = {name: event[name] for name in ("at", "contact", "agent") if name in event}
            for _ in range(2):
                events.append({"type": "contact.sentiment", **about, "score": round(rng.uniform(-1, 1), 2)})
            if rng.random() < 0.3:
                events.append({"type": "contact.signal", **about, "signal": "help_request"})
    return [{**event, "seq": seq} for seq, event in enumerate(events, 1)]


@pytest.mark.parametrize("seed", range(6))
def test_that_it_agrees_with_a_plain_walk_through_the_log(seed: int) -> None:
    events = remarked_log(seed)
    floor = floor_of(shuffled(events, seed) if seed % 2 else events)
    sent = [
        instant(event["at"]) for event in events if event["type"] in ("contact.sentiment", "contact.signal")
    ]
    met = 0
    for at in sorted(random.Random(seed).sample(sent, 40)):
        found = seen_on(floor, at, HELP, MOOD)
        assert {(one.rule.id, one.scope, one.severity.name) for one in found} == slow(events, at)
        assert all(one.since <= at and one.severity > Severity.NONE for one in found)
        met += len(found)
    assert met


@pytest.mark.parametrize("seed", range(3))
def test_that_an_instant_reads_the_same_from_the_log_cut_there(seed: int) -> None:
    events = remarked_log(seed)
    whole = floor_of(events)
    for share in (0.3, 0.5, 0.8):
        at = instant(events[int(share * len(events))]["at"])
        cut = floor_of([event for event in events if instant(event["at"]) <= at])
        assert seen_on(whole, at, HELP, MOOD) == seen_on(cut, at, HELP, MOOD)


# Shipped -------------------------------------------------------------------------------------------


def test_that_the_rules_shipped_say_it_in_words() -> None:
    scene = scores(asks(talking(), "09:01", "ana"), ("09:01", 0.6), ("09:02", -0.3))
    now = scene.ms("09:02")
    met = Flags(read_rules()).open(Reading(scene.floor, rolling(now, 1_800_000)))
    words = [flag(scene.floor, seen, now) for seen in met if seen.scope == "agent:ana"]
    assert [(said.severity.name, said.what, said.brief, said.why) for said in words] == [
        ("BREACH", "Asks for help", "asks for help", "billing"),
        ("WARNING", "Customer's mood falling, down 0.9", "mood falling", "billing"),
    ]
