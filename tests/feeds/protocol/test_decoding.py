"""Bytes to events: both readers agree, and no bytes stop the stream."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from feeds.events import ADAPTER, MODELS, instant
from feeds.protocol.decoding import (
    EVENT_LIMIT,
    FRAME_LIMIT,
    QUICK,
    Batch,
    Invalid,
    RefusedError,
    decode,
    decode_chunk,
    decode_quickly,
    instant_of,
    numbered_lines,
    shown,
)
from tests.feeds import AT, FULL, JSON, MINIMAL, REQUIRED, encoded, log_of
from tests.made_logs import made_log

MADE = [encoded(event) for event in made_log(1)]
HELD = encoded(MINIMAL["contact.held"])
QUICK_NAMES = sorted(QUICK)


def fields_of(name: str, event: Any) -> str:
    """Type and fields of an event of either reader, so that 1, 1.0 and True differ, and NaN equals itself."""
    assert event.type == name
    return repr({key: getattr(event, key) for key in MODELS[name].model_fields})


def quickly(text: bytes) -> Any:
    """What the quick reader makes of *text*; None when it leaves it to the models."""
    return decode_quickly(text)


def by_model(text: bytes) -> Any:
    try:
        return ADAPTER.validate_json(text)
    except ValidationError:
        return None


def assert_readers_agree(text: bytes) -> None:
    quick = quickly(text)
    if quick is not None:
        model = by_model(text)
        assert model is not None, "the quick reader takes what the models refuse"
        assert fields_of(quick.type, quick) == fields_of(model.type, model)


def padded(found: JSON, size: int) -> bytes:
    """*found* as a line of exactly *size* bytes."""
    empty = encoded({**found, "padding": ""})
    return encoded({**found, "padding": "x" * (size - len(empty))})


# Both readers --------------------------------------------------------------------------------------

Pairs = list[tuple[bytes, bytes]]
Change = Callable[[Pairs], Pairs]

ODD_TOKENS = [
    *b'null true false "" 0 -0 -0.0 1 -1 1.0 1.5 1e2 1E+2'.split(),
    *b"1e999 -1e999 1e-999 01 1. .5 +1 NaN Infinity -Infinity".split(),
    *b'[] {} [1] {"a":1} {"a":1,"a":2} [[[]]] [null] "1" "true" "null" "voice" "available"'.split(),
    *(str(number).encode() for number in (2**31, 2**53 + 1, 2**63 - 1, 2**63, -(2**63) - 1, 2**64, 10**40)),
    b"1" * 400,
    b"0." + b"1" * 400,
    b"9" * 5000,
    b'"' + b"x" * 128 + b'"',
    b'"' + b"x" * 129 + b'"',
    encoded("é" * 128),
    b'"2026-11-22T09:15:02Z"',
    b'"2026-02-30T09:15:02Z"',
    b'"\\ud800"',
    b'"\\udc00\\ud800"',
    b'"\\ud83d\\ude00"',
    b'"\\u0000"',
    b'"\\q"',
    b'"\t"',
    b'"\x7f"',
    b'"unended',
    b"",
    b"[" * 40 + b"]" * 40,
]
ODD_KEYS = [b'"at"', b'"seq"', b'"agent"', b'"contact"', b'"type"', b'"x"', b'""', b'"\\u0061t"', b"at", b"1"]

tokens = st.sampled_from(ODD_TOKENS) | st.text(max_size=200).map(encoded)
places = st.integers(0, 12)


def pairs_of(found: JSON) -> Pairs:
    return [(encoded(key), encoded(value)) for key, value in found.items()]


def written(pairs: Pairs) -> bytes:
    return b"{" + b",".join(key + b":" + value for key, value in pairs) + b"}"


def dropped(place: int) -> Change:
    return lambda pairs: [pair for index, pair in enumerate(pairs) if index != place % (len(pairs) + 1)]


def replaced(place: int, token: bytes) -> Change:
    return lambda pairs: [
        (key, token if index == place % len(pairs) else value) for index, (key, value) in enumerate(pairs)
    ]


def doubled(place: int, token: bytes) -> Change:
    return lambda pairs: [*pairs, (pairs[place % len(pairs)][0], token)]


def with_extra(key: bytes, token: bytes, place: int) -> Change:
    return lambda pairs: [*pairs[:place], (key, token), *pairs[place:]]


changes = st.one_of(
    st.builds(dropped, places),
    st.builds(replaced, places, tokens),
    st.builds(doubled, places, tokens),
    st.builds(with_extra, st.sampled_from(ODD_KEYS), tokens, places),
)


@st.composite
def odd_events(draw: st.DrawFn, names: Sequence[str] = tuple(sorted(FULL))) -> bytes:
    pairs = pairs_of(draw(st.sampled_from([FULL, MINIMAL]))[draw(st.sampled_from(names))])
    for change in draw(st.lists(changes, max_size=3)):
        pairs = change(pairs) or pairs
    return written(pairs)


def test_that_the_quick_reader_knows_the_events_that_come_by_the_thousand() -> None:
    assert {name for name in MODELS if name.startswith("contact.")} | {"agent.state"} <= set(QUICK)


@pytest.mark.parametrize("name", QUICK_NAMES)
def test_that_both_readers_give_an_example_the_same_values(name: str) -> None:
    for text in (encoded(FULL[name]), encoded(MINIMAL[name])):
        quick, model = quickly(text), by_model(text)
        assert fields_of(name, quick) == fields_of(name, model)


@given(odd_events(QUICK_NAMES))
def test_that_what_the_quick_reader_takes_the_models_take_with_the_same_values(text: bytes) -> None:
    assert_readers_agree(text)


@given(st.sampled_from(QUICK_NAMES), st.data())
def test_that_both_readers_agree_on_damaged_bytes(name: str, data: st.DataObject) -> None:
    text = bytearray(encoded({**FULL[name], "extra": "some text"}))
    for _ in range(data.draw(st.integers(1, 3))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    assert_readers_agree(bytes(text))


@pytest.mark.parametrize(
    "extra",
    [
        b'"x":"\xff"',
        b'"\xff":1',
        b'"x":["\xc0\x80"]',
        b'"x":"\xed\xa0\x80"',
        b'"x":' + b"[" * 300 + b"]" * 300,
        b'"x":"\\ud800"',
        b'"x":01',
        b'"x":1e999',
        b'"x":"\x01"',
    ],
)
def test_that_both_readers_agree_on_what_stands_in_an_unknown_field(extra: bytes) -> None:
    assert_readers_agree(HELD[:-1] + b"," + extra + b"}")


@pytest.mark.parametrize("last", [b'"contact.resumed"', b'"nonsense"', b"5", b"null", b'"contact.held"'])
def test_that_both_readers_take_the_last_of_two_types(last: bytes) -> None:
    text = HELD[:-1] + b',"type":' + last + b"}"
    assert_readers_agree(text)
    if last == b'"contact.resumed"':
        assert getattr(decode(text), "type", None) == "contact.resumed"


@given(odd_events())
def test_that_decoding_takes_what_the_models_take_and_refuses_the_rest(text: bytes) -> None:
    model = by_model(text)
    try:
        event = decode(text)
    except RefusedError:
        assert model is None
        return
    if event is None:
        assert json.loads(text)["type"] not in MODELS
    else:
        assert model is not None
        assert fields_of(model.type, event) == fields_of(model.type, model)


@pytest.mark.parametrize("name", QUICK_NAMES)
def test_that_a_quick_event_cannot_be_changed(name: str) -> None:
    event = quickly(encoded(FULL[name]))
    with pytest.raises(AttributeError):
        event.type = "contact.ended"
    with pytest.raises(AttributeError):
        setattr(event, REQUIRED[name][-1], None)


# One text ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(FULL))
def test_that_every_example_is_decoded_with_its_instant(name: str) -> None:
    event = decode(encoded(FULL[name]))
    assert event is not None
    assert fields_of(name, event) == fields_of(name, by_model(encoded(FULL[name])))
    assert instant_of(event) == (instant(FULL[name]["at"]) if "at" in FULL[name] else 0)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"[1]", "not a JSON object but an array"),
        (b'"a"', "not a JSON object but a text"),
        (b"1", "not a JSON object but a number"),
        (b"-1.5e3", "not a JSON object but a number"),
        (b"true", "not a JSON object but true or false"),
        (b"null", "not a JSON object but null"),
        (b"{}", "type: missing"),
        (b'{"type":null}', "type: missing"),
        (b'{"type":5}', "type: not text"),
        (b'{"type":["agent.state"]}', "type: not text"),
        (b"nonsense", "invalid JSON: "),
        (b'{"type":', "invalid JSON: "),
        (b'{"type":"\xff"}', "not UTF-8 text"),
        (b'{"type":"contact.held","contact":"c","agent":"a"}', "at: missing"),
        (b'{"type":"contact.held","at":"2026-11-22T09:15:02Z"}', "contact: missing; agent: missing"),
        (b'{"type":"agent.state","agent":"a","state":"off","at":"2026-11-22T09:15:02Z"}', "state: "),
        (
            b'{"type":"agent.state","agent":"a","state":"offline","at":"noon"}',
            "at: 'noon' is not an RFC 3339",
        ),
    ],
)
def test_that_a_refusal_says_why(text: bytes, reason: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        decode(text)
    assert str(refusal.value).startswith(reason)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity"])
def test_that_a_number_json_does_not_have_is_no_json(number: bytes) -> None:
    signal = encoded({**MINIMAL["contact.signal"], "value": "?"})
    for text in (signal.replace(b'"?"', number), HELD[:-1] + b',"x":' + number + b"}"):
        with pytest.raises(RefusedError):
            decode(text)


@pytest.mark.parametrize("depth", [500, 1000, 5000, 30_000])
@pytest.mark.parametrize("key", [b"value", b"x"])
def test_that_a_deep_nest_is_refused_and_stops_nothing(depth: int, key: bytes) -> None:
    nest = b"[" * depth + b"]" * depth
    text = encoded(MINIMAL["contact.signal"])[:-1] + b',"' + key + b'":' + nest + b"}"
    batch = decode_chunk(text + b"\n" + HELD + b"\n", 1)
    assert [found.line for found in batch.invalid] == [1]
    assert list(batch.lines) == [2]


def test_that_a_deep_nest_alone_is_refused() -> None:
    for text in (b"[" * 60_000, b'{"a":' * 10_000, b"[" * 30_000 + b"]" * 30_000):
        with pytest.raises(RefusedError):
            decode(text)


def test_that_a_number_with_thousands_of_digits_is_refused_briefly() -> None:
    with pytest.raises(RefusedError):
        decode(HELD[:-1] + b',"seq":' + b"9" * 5000 + b"}")


@pytest.mark.parametrize("text", [b'{"type":"weather.changed"}', b'{"type":"","at":5}'])
def test_that_an_unknown_type_is_nothing_known(text: bytes) -> None:
    assert decode(text) is None


def test_that_an_event_may_have_64_kib_and_no_more() -> None:
    for name in ("contact.held", "queue.profile"):
        assert decode(padded(FULL[name], EVENT_LIMIT)) == decode(encoded(FULL[name]))
        with pytest.raises(RefusedError, match="too large: 65,537 bytes"):
            decode(padded(FULL[name], EVENT_LIMIT + 1))


def test_that_an_event_of_unknown_type_may_have_64_kib_and_no_more() -> None:
    assert decode(padded({"type": "weather.changed"}, EVENT_LIMIT)) is None
    with pytest.raises(RefusedError, match="too large"):
        decode(padded({"type": "weather.changed"}, EVENT_LIMIT + 1))


@pytest.mark.parametrize("name", ["hello", "snapshot", "heartbeat", "received", "command_result"])
def test_that_a_control_object_may_have_4_mib_and_no_more(name: str) -> None:
    model = by_model(encoded(FULL[name]))
    assert decode(padded(FULL[name], EVENT_LIMIT + 1)) == model
    assert decode(padded(FULL[name], FRAME_LIMIT)) == model
    with pytest.raises(RefusedError, match="too large"):
        decode(padded(FULL[name], FRAME_LIMIT + 1))


def test_that_a_text_is_shown_cut_at_4_kb_whatever_its_bytes() -> None:
    assert shown(b"abc") == "abc"
    assert len(shown(b"x" * 5000)) == 4096
    assert shown(b"\xff") == "\ufffd"


# Chunks --------------------------------------------------------------------------------------------

BAD_LINES = [
    b"",
    b" ",
    b"\t\r",
    b"{}",
    b"}",
    b"{",
    b"}{",
    b"[]",
    b"[" + HELD + b"]",
    b"null",
    b"nonsense",
    b"\xff\xfe\x00",
    b'{"type":"weather.changed"}',
    HELD + HELD,
    HELD + b" " + HELD,
    HELD + b",",
    HELD[:-1],
    HELD[:20],
    HELD[20:],
    b"  " + HELD + b"  ",
    HELD + b"\r",
    b"\xef\xbb\xbf" + HELD,
    b'{"type":"contact.held","x":"',
    b'"}',
    b'{"type":"contact.held","at":"yesterday","contact":"c1","agent":"ana"}',
    encoded({**FULL["contact.held"], "x": "}\\n{"}),
]
good_lines = st.sampled_from(MADE) | st.sampled_from([encoded(found) for found in FULL.values()])
some_bytes = st.binary(max_size=40).map(lambda raw: raw.replace(b"\n", b""))
cut_lines = st.builds(lambda line, end: line[:end], good_lines, st.integers(0, 200))
lines_of_any_kind = good_lines | st.sampled_from(BAD_LINES) | odd_events() | some_bytes | cut_lines
logs = st.lists(lines_of_any_kind, max_size=12) | st.lists(good_lines, max_size=12)


def sent(*batches: Batch) -> tuple[str, list[int], list[int], list[Invalid], int]:
    """All that batches hold, as one."""
    return (
        repr([event for batch in batches for event in batch.events]),
        [at for batch in batches for at in batch.instants],
        [line for batch in batches for line in batch.lines],
        [found for batch in batches for found in batch.invalid],
        sum(batch.unknown for batch in batches),
    )


@given(logs, st.integers(1, 10**6), st.sampled_from([b"\n", b""]))
def test_that_a_chunk_is_decoded_as_each_line_alone(lines: list[bytes], first: int, end: bytes) -> None:
    whole = decode_chunk(b"\n".join(lines) + end, first)
    alone = [decode_chunk(line + b"\n", number) for number, line in enumerate(lines, first)]
    assert sent(whole) == sent(*alone)


@given(logs, st.data())
def test_that_where_a_log_is_split_does_not_matter(lines: list[bytes], data: st.DataObject) -> None:
    ended = [line + b"\n" for line in lines]
    cut = data.draw(st.integers(0, len(ended)))
    parts = [
        decode_chunk(b"".join(part), first) for part, first in ((ended[:cut], 1), (ended[cut:], cut + 1))
    ]
    assert sent(*parts) == sent(decode_chunk(b"".join(ended), 1))


def is_blank(line: bytes) -> bool:
    return not line.strip(b" \t\r")


@given(st.binary(max_size=400) | logs.map(b"\n".join), st.integers(1, 1000))
@example(HELD + b"\n{", 1)
@example(b'{"a":"}\n{"}', 1)
@example(b"{}\n" * 3, 1)
@example(HELD + b"\n" + HELD + HELD, 1)
@example(HELD + HELD + b"\n" + HELD[:-1], 1)
def test_that_every_line_is_counted_once_whatever_its_bytes(chunk: bytes, first: int) -> None:
    numbers = [n for n, line in enumerate(chunk.split(b"\n"), first) if not is_blank(line)]
    batch = decode_chunk(chunk, first)
    placed = [*batch.lines, *(found.line for found in batch.invalid)]
    assert len(batch.events) == len(batch.instants) == len(batch.lines)
    assert len(placed) == len(set(placed)) == len(numbers) - batch.unknown
    assert set(placed) <= set(numbers)
    assert list(batch.lines) == sorted(batch.lines)
    assert all(found.reason for found in batch.invalid)


@given(st.integers(0, 2**32), st.permutations(range(30)))
def test_that_cut_and_shuffled_bytes_of_a_log_never_raise(seed: int, order: Sequence[int]) -> None:
    whole = b"\n".join(MADE)
    size = len(whole) // 30
    jumbled = b"".join(whole[place * size + seed % size :][:size] for place in order)
    batch = decode_chunk(jumbled, 1)
    assert len(batch.lines) + len(batch.invalid) + batch.unknown <= jumbled.count(b"\n") + 1
    assert batch.events


def test_that_a_made_log_is_read_whole() -> None:
    batch = decode_chunk(b"\n".join(MADE), 1)
    assert list(batch.lines) == list(range(1, len(MADE) + 1))
    assert (batch.invalid, batch.unknown) == ([], 0)


def test_that_a_good_chunk_is_read_by_the_quick_reader_with_its_lines() -> None:
    batch = decode_chunk(log_of(FULL["contact.held"], FULL["contact.resumed"]), 41)
    assert batch.lines == range(41, 43)
    assert [event.type for event in batch.events] == ["contact.held", "contact.resumed"]
    assert not any(isinstance(event, BaseModel) for event in batch.events)


def test_that_carriage_returns_and_blank_lines_change_nothing_but_the_line_numbers() -> None:
    batch = decode_chunk(b"\r\n" + HELD + b"\r\n \t\r\n\r\n" + HELD + b"\r\n", 1)
    assert list(batch.lines) == [2, 5]
    assert batch.invalid == []


def test_that_two_objects_on_one_line_are_one_invalid_line() -> None:
    batch = decode_chunk(HELD + b"\n" + HELD + HELD + b"\n" + HELD + b"\n", 1)
    assert list(batch.lines) == [1, 3]
    assert [(found.line, found.raw) for found in batch.invalid] == [(2, (HELD + HELD).decode())]


def test_that_one_object_over_two_lines_is_two_invalid_lines() -> None:
    batch = decode_chunk(HELD.replace(b", ", b",\n", 1) + b"\n" + HELD + b"\n", 1)
    assert [found.line for found in batch.invalid] == [1, 2]
    assert list(batch.lines) == [3]


def test_that_two_objects_on_a_line_and_one_over_two_lines_do_not_make_up_for_each_other() -> None:
    broken = HELD.replace(b", ", b",\n", 1)
    batch = decode_chunk(HELD + HELD + b"\n" + broken, 1)
    assert batch.events == []
    assert [found.line for found in batch.invalid] == [1, 2, 3]


def test_that_an_array_of_events_is_no_line_of_a_log() -> None:
    batch = decode_chunk(b"[" + HELD + b"]\n", 7)
    assert batch.invalid == [Invalid(7, "not a JSON object but an array", "[" + HELD.decode() + "]")]


def test_that_unknown_types_are_counted_among_known_ones() -> None:
    unknown = encoded({"type": "weather.changed", "at": AT})
    batch = decode_chunk(b"\n".join([unknown, HELD, unknown, HELD]), 1)
    assert batch.unknown == 2
    assert list(batch.lines) == [2, 4]
    assert batch.invalid == []


def test_that_a_large_line_is_quarantined_with_its_beginning_and_a_large_control_object_is_not() -> None:
    large = padded(FULL["contact.held"], EVENT_LIMIT + 1)
    hello = padded(FULL["hello"], EVENT_LIMIT + 1)
    batch = decode_chunk(b"\n".join([HELD, large, hello, HELD]), 1)
    assert [found.line for found in batch.invalid] == [2]
    assert batch.invalid[0].raw == large[:4096].decode()
    assert list(batch.lines) == [1, 3, 4]


@given(st.lists(st.sampled_from([b"", b" ", b"\t\r", b"{}", b" x y ", b"\r", b"\xff"]), max_size=30))
def test_that_lines_are_numbered_as_if_each_were_read(lines: list[bytes]) -> None:
    chunk = b"\n".join(lines)
    plain = [(number, line.strip(b" \t\r\n")) for number, line in enumerate(lines, 7)]
    assert list(numbered_lines(chunk, 7)) == [(number, line) for number, line in plain if line]
