"""Bytes to events: the decoder shared by all feeds.

It combines two readers. The fast one (msgspec) is compiled from the models of `feeds.events` and handles flat
events, which arrive by the thousand; whatever it accepts, the models accept too, with the same values.
Everything it refuses goes to the models, which decide and give the reason.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

import msgspec
from pydantic import AfterValidator, ValidationError
from pydantic.fields import FieldInfo

from feeds.events import (
    ADAPTER,
    CONTROL_MODELS,
    CONTROL_TYPES,
    MODELS,
    Control,
    Event,
    Message,
    Snapshot,
    instant,
)
from feeds.limits import EVENT_BYTES, FRAME_BYTES, SUBSCRIBE_BYTES
from feeds.protocol.objects import Head, NoFrameError, OversizedError, check_events, elements, head_of, slices
from feeds.unicode_text import (
    LONE_SURROGATE,
    has_lone_surrogate,
    may_spell_surrogates,
    without_lone_surrogates,
)

EVENT_LIMIT = EVENT_BYTES
FRAME_LIMIT = FRAME_BYTES
_TEXT = re.compile(rb"[^ \t\r\n][^\n]*")
_NESTED = 8  # more brackets than in a flat event: left to the models
_control_fields: msgspec.json.Decoder[Any] = msgspec.json.Decoder(
    msgspec.defstruct(
        "ControlFields",
        [
            (name, msgspec.Raw, msgspec.Raw(b""))
            for name in dict.fromkeys(name for model in CONTROL_MODELS for name in model.model_fields)
        ],
    )
)


@dataclass(frozen=True, slots=True)
class Invalid:
    """A line or frame that is not an event: its number, the reason, and its text (cut at 4 kB)."""

    line: int
    reason: str
    raw: str


@dataclass(slots=True)
class Batch:
    """The content of a run of lines, in order.

    `events[i]` is from line `lines[i]` and happened at `instants[i]` (ms). `unknown` counts objects of
    unknown types.
    """

    events: list[Event | Control] = field(default_factory=list)
    instants: list[int] = field(default_factory=list)
    lines: Sequence[int] = ()
    invalid: list[Invalid] = field(default_factory=list)
    unknown: int = 0


class RefusedError(ValueError):
    """Raised for a text that is not an event; the message is the reason."""


def decode_chunk(chunk: bytes, first_line: int) -> Batch:
    """The events of *chunk*, complete lines starting with line *first_line*."""
    if chunk.isspace():
        return Batch()
    wanted = chunk.count(b"\n") + (not chunk.endswith(b"\n"))
    if (
        len(chunk) <= EVENT_LIMIT
        and chunk[:1] == b"{"
        and chunk.count(b"}\n{") == wanted - 1
        and chunk.count(b"{") == wanted  # nothing nested, which only the models validate
        and b"[" not in chunk
        and not may_spell_surrogates(chunk)
        and _is_utf8(chunk)
    ):
        try:
            events = _quick_decoder.decode_lines(chunk)
            if len(events) == wanted:
                instants = [instant(event.at) for event in events]
                return Batch(events, instants, range(first_line, first_line + wanted))
        except (msgspec.MsgspecError, ValueError, AttributeError):
            pass
    return _decode_each(chunk, first_line)


def _decode_each(chunk: bytes, first_line: int) -> Batch:
    batch = Batch()
    batch.lines = lines = []
    for line, text in numbered_lines(chunk, first_line):
        try:
            event = decode(text)
        except RefusedError as refusal:
            batch.invalid.append(Invalid(line, str(refusal), shown(text)))
            continue
        if event is None:
            batch.unknown += 1
            continue
        batch.events.append(event)
        batch.instants.append(instant_of(event))
        lines.append(line)
    return batch


def numbered_lines(chunk: bytes, first_line: int) -> Iterator[tuple[int, bytes]]:
    """(number, text) of the nonblank lines of *chunk*, trimmed.

    Blank lines cost almost nothing.
    """
    line, seen = first_line, 0
    for found in _TEXT.finditer(chunk):
        line += chunk.count(b"\n", seen, found.start())
        seen = found.start()
        yield line, found[0].rstrip(b" \t\r")


def decode(text: bytes) -> Event | Control | None:
    """The event or control object in *text*, or None if its type is unknown.

    Raises RefusedError, with the reason, if *text* is invalid.
    """
    event = decode_quickly(text)
    if event is not None:
        return event
    steps = decode_in_steps(text)
    try:
        while True:
            next(steps)
    except StopIteration as end:
        found: Event | Control | None = end.value
        return found


def decode_quickly(text: bytes) -> Event | Control | None:
    """The fast reader's result for *text*; None to leave it to the models."""
    if (
        len(text) > EVENT_LIMIT
        or text.count(b"{") + text.count(b"[") > _NESTED
        or may_spell_surrogates(text)
        or not _is_utf8(text)
    ):
        return None
    try:
        event: Event | Control = _quick_decoder.decode(text)
        instant_of(event)
    except (msgspec.MsgspecError, ValueError):
        return None
    return event


def decode_in_steps(text: bytes) -> Generator[None, None, Event | Control | None]:
    """Like `decode`, with pauses for other work between the parts of a large object."""
    if len(text) <= EVENT_LIMIT:
        return decode_quickly(text) or _decode_by_model(text)
    head = _head(text)
    if head.name == "snapshot":
        return (yield from _decode_snapshot(head))
    return _decode_by_model(text if head.name == "subscribe" else _known_fields(text))


def _head(text: bytes) -> Head:
    """The head of the large object *text*. Raises RefusedError if it exceeds its limit."""
    if len(text) > FRAME_LIMIT:
        raise RefusedError(f"too large: {len(text):,} bytes, at most {FRAME_LIMIT:,} are read")
    if not _is_utf8(text):
        raise RefusedError("not UTF-8 text")
    try:
        head = head_of(text)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        if has_lone_surrogate(text):
            raise RefusedError(f"invalid text: {LONE_SURROGATE}") from None
        raise RefusedError(f"not a JSON object: {error}") from None
    if not bytes(head.type):
        raise RefusedError("type: missing")
    if head.name is None:
        raise RefusedError("type: not text")
    if head.name not in CONTROL_TYPES:
        raise RefusedError(f"too large: {len(text):,} bytes, an event has at most {EVENT_LIMIT:,}")
    if head.name == "subscribe" and len(text) > SUBSCRIBE_BYTES:
        raise RefusedError(f"too large: {len(text):,} bytes, subscribe has at most {SUBSCRIBE_BYTES:,}")
    return head


def _known_fields(text: bytes) -> bytes:
    """The control object *text* without fields that no control object has, which may be large."""
    known = _control_fields.decode(text)
    said = [(name, bytes(getattr(known, name))) for name in known.__struct_fields__]
    bare = b"{%s}" % b",".join(b'"%s":%s' % (name.encode(), raw) for name, raw in said if raw)
    if len(bare) > EVENT_LIMIT:
        raise RefusedError(f"too large: {len(bare):,} bytes, its own fields have at most {EVENT_LIMIT:,}")
    return bare


def _decode_snapshot(head: Head) -> Generator[None, None, Snapshot]:
    """The snapshot of *head*; oversized or invalid events are left empty, and do not count as events."""
    said = [(name, bytes(getattr(head, name))) for name in head.__struct_fields__ if name != "events"]
    bare = b"{%s}" % b",".join(b'"%s":%s' % (name.encode(), raw) for name, raw in said if raw)
    if not head.has_events:
        raise RefusedError("events: not an array" if bytes(head.events) else "events: missing")
    snapshot = _decode_by_model(b'%s,"events":[]}' % bare[:-1])
    assert isinstance(snapshot, Snapshot)
    try:
        for _ in check_events(bytes(head.events)):
            yield
        raws = elements(bytes(head.events))
    except (OversizedError, NoFrameError) as refusal:
        raise RefusedError(str(refusal)) from None
    events: list[dict[str, Any]] = []
    for run in slices(raws):
        for raw in run:
            events.append(_fields_of_event(raw, len(events)))
        yield
    return snapshot.model_copy(update={"events": tuple(events)})


def _fields_of_event(text: bytes, number: int) -> dict[str, Any]:
    if len(text) > EVENT_LIMIT or has_lone_surrogate(text):
        return {}
    try:
        found = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise RefusedError(f"events.{number}: invalid JSON: {error}") from None
    if not isinstance(found, dict):
        raise RefusedError(f"events.{number}: not a JSON object but {_json_kind(found)}")
    return found


def _decode_by_model(text: bytes) -> Event | Control | None:
    if has_lone_surrogate(text):
        raise RefusedError(f"invalid text: {LONE_SURROGATE}")
    try:
        found = json.loads(text, parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise RefusedError("not UTF-8 text") from None
    except (ValueError, RecursionError) as error:
        raise RefusedError(f"invalid JSON: {error}") from None
    if not isinstance(found, dict):
        raise RefusedError(f"not a JSON object but {_json_kind(found)}")
    name = found.get("type")
    if not isinstance(name, str):
        raise RefusedError("type: missing" if name is None else "type: not text")
    if name not in MODELS:
        return None
    try:
        return ADAPTER.validate_json(text)
    except ValidationError as error:
        raise RefusedError(_reason(error)) from None


def fields_of(text: bytes) -> dict[str, Any] | None:
    """The fields of the object *text*, None if it is not an object. Slow: parses all of it.

    Characters that cannot be encoded become U+FFFD.
    """
    try:
        found = json.loads(without_lone_surrogates(text), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def fields_said(text: bytes) -> dict[str, Any] | None:
    """Like `fields_of`; for an oversized object, only the fields common to all events."""
    if len(text) <= EVENT_LIMIT:
        return fields_of(text)
    try:
        head = head_of(text)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return None
    said = [(name, bytes(getattr(head, name))) for name in ("type", "at", "seq")]
    bare = b",".join(b'"%s":%s' % (name.encode(), raw[:256]) for name, raw in said if raw)
    return fields_of(b"{%s}" % bare)


def instant_of(event: Event | Control) -> int:
    """The instant of *event* in ms since 1970 UTC; 0 for control objects without one."""
    at = getattr(event, "at", None)
    return 0 if at is None else instant(at)


def shown(text: bytes) -> str:
    """*text* as readable text, cut at 4 kB."""
    return text[:4096].decode("utf-8", "replace")


def _reason(error: ValidationError) -> str:
    reasons = []
    for found in error.errors(include_url=False, include_context=False, include_input=False):
        where = ".".join(str(part) for part in found["loc"][1:])
        what = "missing" if found["type"] == "missing" else found["msg"].removeprefix("Value error, ")
        reasons.append(f"{where}: {what}" if where else what)
    return "; ".join(reasons[:3])


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not a JSON number")


def _is_utf8(text: bytes) -> bool:
    """Whether all of *text* is UTF-8; the fast reader does not check fields it skips."""
    try:
        return text.isascii() or bool(text.decode())
    except UnicodeDecodeError:
        return False


def _json_kind(found: object) -> str:
    kinds = {list: "an array", str: "a text", bool: "true or false", type(None): "null"}
    return kinds.get(type(found), "a number")


# The fast reader ----------------------------------------------------------------------------------


def _quick_type(annotation: Any, metadata: Sequence[Any]) -> Any:
    """The msgspec type of a field, or None if the fast reader cannot check it."""
    if any(isinstance(constraint, AfterValidator) for constraint in metadata):
        return None
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *more = get_args(annotation)
        return _quick_type(inner, [*metadata, *more])
    if annotation is Any or annotation is bool or annotation is type(None):
        return annotation
    if origin is Literal:
        return annotation
    if annotation in (str, int, float):
        limits = {}
        for constraint in _flatten(metadata):
            for name in ("min_length", "max_length", "ge", "gt", "le", "lt"):
                if getattr(constraint, name, None) is not None:
                    limits[name] = getattr(constraint, name)
        return Annotated[annotation, msgspec.Meta(**limits)] if limits else annotation
    arguments = get_args(annotation)
    if arguments and type(None) in arguments:
        parts = [_quick_type(argument, metadata) for argument in arguments]
        return None if None in parts else Union[tuple(parts)]  # noqa: UP007
    return None


def _flatten(metadata: Sequence[Any]) -> Iterator[Any]:
    for constraint in metadata:
        if isinstance(constraint, FieldInfo):
            yield from constraint.metadata
        else:
            yield constraint


def _quick_struct(name: str, model: type[Message]) -> type[msgspec.Struct] | None:
    if model.__pydantic_decorators__.model_validators:
        return None
    required: list[Any] = []
    optional: list[Any] = []
    for key, info in model.model_fields.items():
        if key == "type":
            continue
        kind = str if key == "at" else _quick_type(info.annotation, info.metadata)
        if kind is None:
            return None
        if info.is_required():
            required.append((key, kind))
        else:
            optional.append((key, kind, info.default))
    return msgspec.defstruct(
        model.__name__,
        [*required, *optional],
        namespace={"type": name},
        tag=name,
        tag_field="type",
        frozen=True,
        gc=False,
    )


QUICK: dict[str, type[msgspec.Struct]] = {
    name: struct for name, model in MODELS.items() if (struct := _quick_struct(name, model)) is not None
}
_quick_decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(
    cast(Any, Union[tuple(QUICK.values())])  # noqa: UP007
)
