"""Lines without a person: the id, the name and the words go, all else stays byte for byte."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.history.erased_lines import LineEraser, PersonsTraces, traces_of
from feeds.protocol.decoding import RefusedError, decode
from tests.feeds import FULL, encoded

NEW = "erased-1"
NONE = PersonsTraces(frozenset(), frozenset())
U1 = LineEraser("u1", NEW, PersonsTraces(frozenset({"c1"}), frozenset({"s1"})))
ANA = LineEraser("ana", NEW, NONE)


def is_refused(line: bytes) -> bool:
    try:
        decode(line)
    except RefusedError:
        return True
    return False


@pytest.mark.parametrize(
    ("eraser", "before", "after"),
    [
        (U1, '{"customer" : "u1", "x": 1.50}', '{"customer" : "erased-1", "x": 1.50}'),
        (U1, '{"customer":"u\\u0031"}', '{"customer":"erased-1"}'),
        (U1, '{"queue":"u1"}', '{"queue":"u1"}'),
        (U1, '{"customer":"u12"}', '{"customer":"u12"}'),
        (U1, '{"contact":"c1","comment":"I am Ana"}', '{"contact":"c1","comment":"[erased]"}'),
        (U1, '{"contact":"c2","comment":"u1"}', '{"contact":"c2","comment":"u1"}'),
        (U1, '{"session":"s1","input":"4711"}', '{"session":"s1","input":"[erased]"}'),
        (U1, '{"customer":"u1","customer":"u2"}', '{"customer":"erased-1","customer":"u2"}'),
        (U1, '{"about":{"contact":"c1"},"text":"x"}', '{"about":{"contact":"c1"},"text":"[erased]"}'),
        (U1, '{"events":[{"customer":"u1"},["u1"]]}', '{"events":[{"customer":"erased-1"},["u1"]]}'),
        (
            ANA,
            '{"agents":["bob","ana"],"to_agent":"ana"}',
            '{"agents":["bob","erased-1"],"to_agent":"erased-1"}',
        ),
        (ANA, '{"flag":"idle agent:ana"}', '{"flag":"idle agent:erased-1"}'),
        (ANA, '{"flag":"idle agent:anabel"}', '{"flag":"idle agent:anabel"}'),
        (ANA, '{"about":{"agent":"ana"},"text":"late"}', '{"about":{"agent":"erased-1"},"text":"[erased]"}'),
        (
            ANA,
            '{"type":"agent.profile","agent":"ana","name":"Ana Silva"}',
            '{"type":"agent.profile","agent":"erased-1","name":"erased-1"}',
        ),
        (
            ANA,
            '{"type":"contact.transcript","agent":"ana","text":"hello"}',
            '{"type":"contact.transcript","agent":"erased-1","text":"[erased]"}',
        ),
        (ANA, '{"type":"handover.made","to":"ana"}', '{"type":"handover.made","to":"erased-1"}'),
        (ANA, '{"agent":"ana"', "(erased: not an event)"),
        (ANA, '{"agent":"an\\u0061"', "(erased: not an event)"),
        (ANA, '{"agent":"bob"', '{"agent":"bob"'),
    ],
)
def test_that_a_person_is_erased_and_nothing_else(eraser: LineEraser, before: str, after: str) -> None:
    assert eraser.line(before.encode()).decode() == after


def test_that_the_contacts_and_sessions_of_a_customer_are_found_also_in_snapshots() -> None:
    lines = [
        encoded({"type": "contact.queued", "contact": "c1", "customer": "u1"}),
        encoded({"type": "snapshot", "events": [{"contact": "c2", "customer": "u1"}, {"contact": "c3"}]}),
        b'{"contact":"c\\u0034","customer":"\\u0075\\u0031"}',
        encoded({"type": "bot.started", "session": "s1", "customer": "u1"}),
        encoded({"contact": "c9", "customer": "u2"}),
        b'{"contact":"c8","customer":"u1"',
    ]
    assert traces_of("u1", lines) == PersonsTraces(frozenset({"c1", "c2", "c4"}), frozenset({"s1"}))


@pytest.mark.parametrize("name", FULL)
def test_that_every_event_stays_an_event(name: str) -> None:
    for person in ("ana", "u1", "rui", "bob"):
        line = LineEraser(person, NEW, U1._traces).line(encoded(FULL[name]))
        assert not is_refused(line)
        assert json.loads(line).keys() == FULL[name].keys()


WORDS = st.sampled_from(["u1", "ana", "c1", "x", 'a"b', "\\", "é", "\U0001f600", "agent:ana", ""])
KEYS = st.sampled_from(["type", "customer", "agent", "agents", "contact", "text", "about", "events", "x"])
VALUES = st.recursive(
    WORDS | st.none() | st.booleans() | st.floats() | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, VALUES, max_size=5), st.booleans(), st.sampled_from(["u1", "ana", 'a"b', "é"]))
def test_that_only_the_persons_fields_change(found: dict[str, Any], is_ascii: bool, person: str) -> None:
    line = json.dumps(found, ensure_ascii=is_ascii).encode()
    erased = LineEraser(person, NEW, PersonsTraces(frozenset({"c1"}), frozenset())).line(line)
    assert is_refused(erased) == is_refused(line)
    if erased != b"(erased: not an event)":
        _compare(found, json.loads(erased), person)


def _compare(before: Any, after: Any, person: str, key: str = "") -> None:
    if isinstance(before, dict):
        assert list(before) == list(after)
        for name in before:
            _compare(before[name], after[name], person, name)
    elif isinstance(before, list):
        assert len(before) == len(after)
        for one, other in zip(before, after, strict=True):
            _compare(one, other, person, key)
    elif key in ("customer", "agent", "agents") and before == person:
        assert after == NEW
    else:
        assert repr(after) == repr(before) or after in ("[erased]", f"agent:{NEW}")


@given(st.binary(max_size=60))
def test_that_no_bytes_raise_and_lines_stay_lines(line: bytes) -> None:
    text = line.replace(b"\n", b" ") + b'"ana"'
    assert b"\n" not in ANA.line(text)
    assert is_refused(ANA.line(text)) == is_refused(text)


def test_that_deep_and_long_lines_do_not_raise() -> None:
    deep = b'{"agent":"ana","x":' + b"[" * 900 + b"]" * 900 + b"}"
    assert b'"ana"' not in ANA.line(deep)
    deeper = b'{"type":"agent.state","agent":"ana","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    assert ANA.line(deeper) == b"(erased: not an event)"
    long = b'{"agent":"ana","x":' + b"9" * 5_000 + b"}"
    assert ANA.line(long) == long.replace(b"ana", NEW.encode())
