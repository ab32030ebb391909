"""Splits frames into their objects, a slice at a time.

Other work runs between slices, so that no frame, whatever its content, blocks.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator

import msgspec

from feeds.limits import FRAME_BYTES, FRAME_OBJECTS
from feeds.unicode_text import without_lone_surrogates

SLICE_OBJECTS = 200
SLICE_BYTES = 64 * 1024
_SPACE = b" \t\r\n"
_FEW = 2 * FRAME_OBJECTS  # bytes too few for too many objects
_TOKENS = 5_000  # examined between two pauses
_NAME_BYTES = 128
# Up to the next bracket or comma outside a string.
_TOKEN = re.compile(rb'(?:[^"\[\]{},]++|"(?:[^"\\]++|\\.)*+")*+([\[\]{},])', re.DOTALL)
_array = msgspec.json.Decoder(list[msgspec.Raw])
_NOTHING = msgspec.Raw(b"")


class Head(msgspec.Struct):
    """The identifying fields of a large object, as raw text; empty if missing."""

    type: msgspec.Raw = _NOTHING
    at: msgspec.Raw = _NOTHING
    seq: msgspec.Raw = _NOTHING
    complete_since: msgspec.Raw = _NOTHING
    part: msgspec.Raw = _NOTHING
    parts: msgspec.Raw = _NOTHING
    events: msgspec.Raw = _NOTHING

    @property
    def has_events(self) -> bool:
        """Whether its events are an array."""
        return bytes(self.events)[:1] == b"["

    @property
    def name(self) -> str | None:
        """The name of its type; None without one."""
        said = bytes(self.type)
        if len(said) > _NAME_BYTES:
            return None
        try:
            return msgspec.json.decode(said, type=str)
        except msgspec.MsgspecError:
            return None


head_of = msgspec.json.Decoder(Head).decode


class OversizedError(ValueError):
    """Raised for a frame that exceeds a limit; the message names it."""


class NoFrameError(ValueError):
    """Raised for a frame that is not JSON; the message has the reason."""


def objects_of(frame: bytes) -> Iterator[list[bytes]]:
    """The objects of *frame*, one or an array, in slices; an empty slice is only a pause.

    Raises OversizedError or NoFrameError before the first object.
    """
    if len(frame) > FRAME_BYTES:
        raise OversizedError(f"too large: a frame of more than {FRAME_BYTES:,} bytes")
    text = frame.strip(_SPACE)
    if text[:1] == b"[":
        if len(text) > _FEW and text.count(b",") >= FRAME_OBJECTS:
            yield from _counted(text, FRAME_OBJECTS)
        raws = elements(text)
    else:
        raws = [text]
    if len(text) > _FEW:
        yield from _check_snapshots(raws)
    yield from slices(raws)


def elements(array: bytes) -> list[bytes]:
    """The elements of the JSON *array* as raw text. Raises NoFrameError."""
    readable = without_lone_surrogates(array)  # msgspec would reject the whole array
    try:
        raws = [bytes(raw) for raw in _array.decode(readable)]
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise NoFrameError(f"invalid JSON: {error}") from None
    if readable is array:
        return raws
    found, place = [], 0
    for raw in raws:
        begin = readable.index(raw, place)
        place = begin + len(raw)
        found.append(array[begin:place])
    return found


def slices(raws: list[bytes]) -> Iterator[list[bytes]]:
    """*raws* in runs that decode quickly."""
    begin = size = 0
    for number, raw in enumerate(raws):
        size += len(raw)
        if number - begin >= SLICE_OBJECTS or (size > SLICE_BYTES and number > begin):
            yield raws[begin:number]
            begin, size = number, len(raw)
    yield raws[begin:]


def check_events(events: bytes) -> Iterator[list[bytes]]:
    """Check the size of the array *events* against the limit, with pauses. Raises OversizedError."""
    if events.count(b",") >= FRAME_OBJECTS:
        yield from _counted(events, FRAME_OBJECTS)


def _check_snapshots(raws: list[bytes]) -> Iterator[list[bytes]]:
    """Count the events of the snapshots among *raws* with the objects. Raises OversizedError."""
    left = FRAME_OBJECTS - len(raws)
    for number, raw in enumerate(raws):
        if number % SLICE_OBJECTS == 0:
            yield []
        try:
            head = head_of(raw)
        except (msgspec.MsgspecError, RecursionError, ValueError):
            continue  # not an object, reported when decoded
        if head.name != "snapshot" or not head.has_events:
            continue
        if len(raws) == 1:
            yield from check_events(bytes(head.events))
        else:
            left -= (yield from _counted(bytes(head.events), left + 1)) - 1


def _counted(array: bytes, most: int) -> Generator[list[bytes], None, int]:
    """Count the elements of *array*, with pauses. Raises OversizedError above *most*."""
    depth = found = place = 0
    is_empty = array[1:].lstrip(_SPACE)[:1] == b"]"
    tokens = 0
    while (token := _TOKEN.match(array, place)) is not None:
        place = token.end()
        mark = token[1]
        if mark in b"[{":
            depth += 1
        elif mark in b"]}":
            depth -= 1
            if depth <= 0:
                break
        elif depth == 1:
            found += 1
            if found >= most:
                raise OversizedError(f"too large: a frame of more than {FRAME_OBJECTS:,} objects")
        tokens += 1
        if tokens % _TOKENS == 0:
            yield []
    return 0 if is_empty else found + 1
