"""Text from outside: nothing JSON can spell gets past the decoder and then breaks an encoder."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from feeds.protocol.decoding import fields_of
from feeds.protocol.frames import read_object, taken_apart
from feeds.protocol.sequence import EventSequences
from feeds.protocol.session import Request, Session
from feeds.unicode_text import close_reason, has_lone_surrogate, without_lone_surrogates, writable
from tests.feeds import FULL

# Any text that Python holds, halves of surrogate pairs and escapes of escapes among it.
ANY = st.text(st.one_of(st.sampled_from('\ud800\udfff\ud83d\ude00\\"u\n'), st.characters()), max_size=12)


def is_writable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@given(ANY, st.booleans())
def test_that_half_of_a_pair_is_found_and_replaced_without_a_change_of_length(
    text: str, is_ascii: bool
) -> None:
    spelt = json.dumps([text]).encode()
    # Two halves that JSON spells side by side are a pair to whoever reads it.
    said = json.loads(spelt)[0]
    assert has_lone_surrogate(spelt) is not is_writable(said)
    mended = without_lone_surrogates(spelt)
    assert len(mended) == len(spelt)
    assert json.loads(mended) == [writable(said)]


@given(ANY)
def test_that_what_is_made_writable_can_be_written(text: str) -> None:
    assert is_writable(writable(text))
    assert not is_writable(text) or writable(text) == text
    assert len(close_reason(text).encode()) <= 123


def _holding(found: Any, text: str) -> list[Any]:
    """Copies of *found* with each text in it, keys too, in turn replaced by *text*."""
    if isinstance(found, str):
        return [text]
    copies: list[Any] = []
    if isinstance(found, dict):
        for key, value in found.items():
            copies += [{**found, key: other} for other in _holding(value, text)]
        copies.append({**found, text: 1})
    if isinstance(found, list):
        for place, value in enumerate(found):
            copies += [[*found[:place], other, *found[place + 1 :]] for other in _holding(value, text)]
    return copies


def test_that_half_of_a_pair_anywhere_in_any_object_is_refused_in_words() -> None:
    for name, found in FULL.items():
        for copy in _holding(found, "\ud800"):
            raw = json.dumps(copy).encode()
            arrival = read_object(raw, 1)
            assert arrival.event is None, (name, copy)
            assert arrival.invalid is not None
            assert "surrogate" in arrival.invalid.reason
            json.dumps(fields_of(raw), ensure_ascii=False).encode()


@given(ANY, st.sampled_from(sorted(FULL)))
def test_that_no_word_of_a_source_breaks_an_encoder(text: str, name: str) -> None:
    """Whatever a session takes of it can be written: its faults, its quarantine, where it resumes."""
    for copy in _holding(FULL[name], text):
        session = Session(Request(), EventSequences())
        session.opened(0.0)
        for found in (copy, FULL["hello"], copy):
            for arrival in session.receive(json.dumps(found).encode(), 0.0):
                if arrival.event is not None and not isinstance(arrival.event, tuple):
                    assert json.dumps(fields_of(arrival.raw), ensure_ascii=False).encode()
        reported = [invalid.reason + invalid.raw for invalid in session.quarantine]
        reported += [session.fault.reason] if session.fault else []
        assert all(map(is_writable, reported))
        session.opened(1.0)  # asks to resume after what came


def test_that_one_such_object_takes_no_other_of_its_frame_with_it() -> None:
    held = FULL["contact.held"]
    bad = {**held, "agent": "\ud800"}
    arrivals = taken_apart(json.dumps([held, bad, held]).encode(), 1)
    assert [arrival.invalid is None for arrival in arrivals] == [True, False, True]
    assert arrivals[1].raw == json.dumps(bad).encode()
    assert arrivals[1].seq == 7
