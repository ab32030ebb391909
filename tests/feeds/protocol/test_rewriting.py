"""Rewritten texts: only what is to change changes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.events import CONTROL_TYPES
from feeds.instants import instant, instant_text
from feeds.protocol.decoding import RefusedError
from feeds.protocol.rewriting import in_round, numbered, retimed
from tests.feeds import FULL, JSON

EVENTS = sorted(FULL.keys() - CONTROL_TYPES)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.text()),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
    max_leaves=6,
)
objects = st.dictionaries(st.one_of(st.sampled_from(["seq", "type", 'a"seq"', "\\"]), st.text()), values)


@given(objects, st.one_of(st.none(), st.integers(1, 2**60)), st.booleans())
def test_that_a_number_is_all_that_changes(fields: JSON, seq: int | None, is_ascii: bool) -> None:
    text = json.dumps(fields, ensure_ascii=is_ascii).encode("utf-8", "surrogatepass")
    try:
        text.decode()
    except UnicodeDecodeError:
        return
    rewritten = json.loads(numbered(text, seq))
    assert rewritten.pop("seq", None) == seq
    fields.pop("seq", None)
    assert rewritten == fields


@pytest.mark.parametrize(
    ("text", "rewritten"),
    [
        (b'{"type": "x",  "seq": 5, "n": 1.50}', b'{"type": "x",  "seq":9, "n": 1.50}'),
        (b'{"type":"x"}', b'{"type":"x","seq":9}'),
        (b'{"type":"x","inner":{"seq":1},"n":1.50}', b'{"type":"x","inner":{"seq":1},"n":1.50,"seq":9}'),
        (b'{"type":"x","code":"\\"seq\\":3"}', b'{"type":"x","code":"\\"seq\\":3","seq":9}'),
        (b'{"type":"x","seq":null}', b'{"type":"x","seq":9}'),
        (b"{}", b'{"seq":9}'),
    ],
)
def test_that_the_rest_stays_as_it_was_written(text: bytes, rewritten: bytes) -> None:
    assert numbered(text, 9) == rewritten


@pytest.mark.parametrize("text", [b"", b"[]", b"{", b"\xff", b"null", b'{"a":}'])
def test_that_what_is_no_object_is_refused(text: bytes) -> None:
    with pytest.raises(RefusedError):
        numbered(text, None)


@pytest.mark.parametrize("event", [FULL[name] for name in EVENTS], ids=EVENTS)
def test_that_a_later_round_is_later_throughout(event: dict[str, object]) -> None:
    hour = 3_600_000
    rewritten = json.loads(in_round(json.dumps(event).encode(), hour, "~2"))

    def check(before: object, after: object, key: str = "") -> None:
        if isinstance(before, dict) and isinstance(after, dict):
            assert before.keys() == after.keys()
            for name in before:
                check(before[name], after[name], name)
        elif isinstance(before, list) and isinstance(after, list):
            for one, other in zip(before, after, strict=True):
                check(one, other)
        elif key in ("at", "start", "end", "until"):
            assert instant(str(after)) == instant(str(before)) + hour
        elif key in ("contact", "session"):
            assert after == f"{before}~2"
        else:
            assert after == before

    check(event, rewritten)


def test_that_an_event_is_moved_to_another_instant() -> None:
    at = instant("2026-11-22T09:00:00Z")
    rewritten = json.loads(retimed(b'{"type":"x","at":"2026-11-22T08:00:00Z","n":1}', at))
    assert rewritten == {"type": "x", "at": instant_text(at), "n": 1}
