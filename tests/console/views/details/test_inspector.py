"""The inspector's rows: raw events newest first, findings most frequent first, and nothing that misleads."""

from __future__ import annotations

from console.views.details.inspector import SHOWN, anomalies, counters, quarantine, raw_lines
from tests.builders import Scene
from tests.hostile_text import hostile, lies_of

RAW = [
    b'{"type":"agent.state","agent":"ana"}',
    b'{"type":"agent.state","agent":"ben"}',
    b'{"type":"heartbeat"}',
]


def test_that_the_newest_object_comes_first_under_its_number() -> None:
    assert [line.number for line in raw_lines(RAW, received=12)] == [12, 11, 10]
    assert raw_lines(RAW, 12)[0].text == '{"type":"heartbeat"}'


def test_that_only_objects_that_hold_every_word_are_shown() -> None:
    assert [line.number for line in raw_lines(RAW, 12, "agent.state ana")] == [10]
    assert raw_lines(RAW, 12, "agent.state nobody") == ()


def test_that_no_more_than_some_are_shown_and_a_long_one_is_cut() -> None:
    found = raw_lines([b"x" * 5000] * (SHOWN + 10), SHOWN + 10)
    assert len(found) == SHOWN
    assert len(found[0].text) < 1000


def test_that_anomalies_come_most_frequent_first_with_a_line() -> None:
    scene = Scene().at("09:00").wrapped("c1", "ana").wrapped("c2", "ana").resumed("c3", "ben")
    found = anomalies(scene.floor)
    assert [finding.count for finding in found] == [2, 1]
    assert found[0].what == "wrapped while not wrapping up"
    assert found[0].where.startswith("line ")
    assert anomalies(Scene().floor) == ()


def test_that_an_anomaly_of_no_log_has_no_line() -> None:
    scene = Scene()
    scene.floor.books.note_anomaly(0, "odd")
    assert anomalies(scene.floor)[0].where == ""


def test_that_what_was_no_event_comes_newest_first() -> None:
    found = quarantine([(3, "no JSON", "nonsense"), (9, "too large", "{")])
    assert [(finding.count, finding.what, finding.where) for finding in found] == [
        (9, "too large", "{"),
        (3, "no JSON", "nonsense"),
    ]


def test_that_no_text_from_outside_misleads() -> None:
    text = hostile("source")
    shown = [
        raw_lines([text.encode()], 1)[0].text,
        quarantine([(1, text, text)])[0].what,
        quarantine([(1, text, text)])[0].where,
        *(words for _, words in counters({"source": text})),
    ]
    assert [lie for line in shown for lie in lies_of(line)] == []


def test_that_a_counter_that_is_not_known_is_a_dash() -> None:
    assert counters({"resident_bytes": None, "behind": 0.25}) == (("resident bytes", "–"), ("behind", "0.25"))


def test_that_the_words_of_tail_are_matched_with_fields() -> None:
    raw = [
        b'{"type":"contact.queued","contact":"c1","queue":"q1"}',
        b'{"type":"contact.transferred","contact":"c1","agent":"a1","to_queue":"q1","to_agent":"a2"}',
        b'{"type":"agent.state","agent":"a10"}',
        b'"type:contact.queued"',
        b"no JSON, queue:q1",
    ]

    def found(wanted: str) -> list[int]:
        return [line.number for line in raw_lines(raw, len(raw), wanted)]

    assert found("type:contact.*") == [2, 1]
    assert found("queue:q1") == [2, 1]
    assert found("agent:a1") == [2]
    assert found("agent:a2 contact:c1") == [2]
    assert found("agent:a*") == []
    assert found("type:agent.state agent:a10") == [3]
    assert found("c1 type:") == []
    assert found("other:q1") == []
