"""The protocol's models: what they take, and what they refuse."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from feeds.events import (
    ADAPTER,
    CONTROL_TYPES,
    EVENT_MODELS,
    MODELS,
    AgentState,
    ContactReleased,
    QueueProfile,
    SiteProfile,
    Snapshot,
    contained,
    json_schema,
)
from tests.feeds import AT, CONTROL_FIELDS, FIELDS, FULL, JSON, LATER, MINIMAL, REQUIRED, encoded

SCHEMA = json_schema()
NAMES = sorted(FULL)
ANYTHING = {"contact.queued": "priority", "contact.signal": "value"}
NESTED = {
    "queue.profile": ("service_level",),
    "schedule.published": ("activities", 0),
    "forecast.published": ("intervals", 0),
    "subscribe": ("resume_after",),
}


def taken(found: object) -> Any:
    return ADAPTER.validate_json(encoded(found))


def is_refused(found: object) -> bool:
    try:
        taken(found)
    except ValidationError:
        return True
    return False


def with_field(found: JSON, path: tuple[str | int, ...], value: object) -> JSON:
    copy: JSON = json.loads(json.dumps(found))
    value_at(copy, path[:-1])[path[-1]] = value
    return copy


def places(found: JSON) -> Iterator[tuple[str | int, ...]]:
    """Where the typed fields of an example stand, those of nested objects too."""
    name = found["type"]
    for key, value in found.items():
        if key != "type" and ANYTHING.get(name) != key:
            yield (key,)
            if isinstance(value, list) and value and isinstance(value[0], str):
                yield key, 0
    inner = NESTED.get(name, ())
    if inner:
        for key in value_at(found, inner):
            yield *inner, key


def value_at(found: JSON, path: tuple[str | int, ...]) -> Any:
    place: Any = found
    for key in path:
        place = place[key]
    return place


def strangers_to(value: object) -> tuple[object, ...]:
    """JSON values of every other kind than *value*'s."""
    if isinstance(value, bool):
        return (0, 1, 1.0, "true", [], {})
    if isinstance(value, int | float):
        return (True, False, "1", "", [], {}, [1])
    if isinstance(value, str):
        return (0, 1, 1.5, True, False, [], {}, [value])
    return (0, 1.5, True, "", "billing", [[1]] if isinstance(value, dict) else {"a": "b"})


IDS = [
    (name, key)
    for name in NAMES
    for key in FULL[name]
    if key in ("agent", "contact", "queue", "team", "customer", "session", "supervisor", "flag", "id")
    or key in ("source", "epoch", "to_queue", "to_agent")
]


def test_that_every_type_of_the_protocol_has_a_model_and_an_example() -> None:
    assert set(MODELS) == set(FULL) == set(FIELDS) | set(CONTROL_FIELDS)
    assert set(CONTROL_FIELDS) == CONTROL_TYPES
    assert len(EVENT_MODELS) == len(FIELDS)


@pytest.mark.parametrize("name", NAMES)
def test_that_a_full_example_uses_every_field_of_its_model(name: str) -> None:
    assert set(FULL[name]) == set(MODELS[name].model_fields)


@pytest.mark.parametrize("name", NAMES)
def test_that_a_full_example_keeps_every_value(name: str) -> None:
    event = taken(FULL[name])
    assert type(event) is MODELS[name]
    assert json.loads(event.model_dump_json()) == FULL[name]


@pytest.mark.parametrize("name", NAMES)
def test_that_a_minimal_example_is_taken(name: str) -> None:
    event = taken(MINIMAL[name])
    assert type(event) is MODELS[name]
    assert event.model_fields_set == set(MINIMAL[name])


@pytest.mark.parametrize("name", NAMES)
def test_that_a_missing_required_field_is_refused(name: str) -> None:
    for key in REQUIRED[name]:
        with pytest.raises(ValidationError):
            taken({other: value for other, value in FULL[name].items() if other != key})


@pytest.mark.parametrize("name", NAMES)
def test_that_null_is_no_required_value(name: str) -> None:
    for key in REQUIRED[name]:
        with pytest.raises(ValidationError):
            taken({**FULL[name], key: None})


@pytest.mark.parametrize("name", NAMES)
def test_that_a_value_of_the_wrong_kind_is_refused(name: str) -> None:
    tried = [
        with_field(FULL[name], path, wrong)
        for path in places(FULL[name])
        for wrong in strangers_to(value_at(FULL[name], path))
    ]
    assert tried
    assert [found for found in tried if not is_refused(found)] == []


@pytest.mark.parametrize("name", NAMES)
def test_that_unknown_extra_fields_are_ignored(name: str) -> None:
    assert taken({**FULL[name], "colour": "red", "x": {"y": [1]}}) == taken(FULL[name])


@pytest.mark.parametrize(("name", "inner"), NESTED.items())
def test_that_unknown_extra_fields_of_inner_objects_are_ignored(
    name: str, inner: tuple[str | int, ...]
) -> None:
    assert taken(with_field(FULL[name], (*inner, "colour"), "red")) == taken(FULL[name])


@pytest.mark.parametrize("length", [0, 129])
def test_that_an_id_of_no_or_too_many_characters_is_refused(length: int) -> None:
    assert len(IDS) > 60
    tried = [{**FULL[name], key: "é" * length} for name, key in IDS]
    assert [found for found in tried if not is_refused(found)] == []


@pytest.mark.parametrize("length", [1, 128])
def test_that_an_id_of_one_to_128_characters_is_taken(length: int) -> None:
    for name, key in IDS:
        assert getattr(taken({**FULL[name], key: "😀" * length}), key) == "😀" * length


@pytest.mark.parametrize("length", [0, 129])
def test_that_ids_in_lists_are_held_to_the_same_lengths(length: int) -> None:
    for name, key in (("agent.profile", "queues"), ("subscribe", "teams"), ("command", "queues")):
        with pytest.raises(ValidationError):
            taken({**FULL[name], key: ["ok", "x" * length]})


@pytest.mark.parametrize("name", NAMES)
def test_that_an_event_cannot_be_changed(name: str) -> None:
    event = taken(FULL[name])
    for key in FULL[name]:
        with pytest.raises(ValidationError, match="frozen"):
            setattr(event, key, None)


@pytest.mark.parametrize(
    ("name", "path", "value"),
    [
        ("agent.state", ("seq",), 0),
        ("agent.state", ("seq",), -1),
        ("agent.state", ("seq",), 1.0),
        ("agent.state", ("state",), "Available"),
        ("agent.state", ("at",), "2026-11-22T09:15:02"),
        ("agent.state", ("at",), "2026-02-30T09:15:02Z"),
        ("agent.state", ("at",), ""),
        ("queue.profile", ("channel",), "fax"),
        ("queue.profile", ("short_abandon_seconds",), -0.001),
        ("queue.profile", ("service_level", "target"), 1.01),
        ("queue.profile", ("service_level", "target"), -0.01),
        ("queue.profile", ("service_level", "threshold_seconds"), -1),
        ("agent.profile", ("capacity",), {"fax": 1}),
        ("agent.profile", ("capacity",), {"chat": -1}),
        ("agent.profile", ("capacity",), {"chat": 1.5}),
        ("site.profile", ("time_zone",), "Mars/Phobos"),
        ("site.profile", ("time_zone",), ""),
        ("site.profile", ("time_zone",), "../../etc/passwd"),
        ("site.profile", ("day_start",), "24:00"),
        ("site.profile", ("day_start",), "6:30"),
        ("site.profile", ("day_start",), "06:30\n"),
        ("site.profile", ("reasons",), {"nap": "sleep"}),
        ("schedule.published", ("activities", 0, "activity"), "nap"),
        ("forecast.published", ("intervals", 0, "minutes"), 0),
        ("contact.queued", ("direction",), "sideways"),
        ("contact.missed", ("cause",), "asleep"),
        ("contact.transferred", ("kind",), "cold"),
        ("contact.deflected", ("to",), "nowhere"),
        ("contact.sentiment", ("score",), 1.0001),
        ("contact.sentiment", ("score",), -1.0001),
        ("contact.signal", ("signal",), "smoke"),
        ("contact.recorded", ("seconds",), -1),
        ("survey.answered", ("csat",), 0),
        ("survey.answered", ("csat",), 6),
        ("survey.answered", ("nps",), -1),
        ("survey.answered", ("nps",), 11),
        ("survey.answered", ("ces",), 0),
        ("survey.answered", ("ces",), 8),
        ("bot.ended", ("outcome",), "lost"),
        ("supervision.started", ("kind",), "spy"),
        ("flag.snoozed", ("until",), "tomorrow"),
        ("hello", ("heartbeat_seconds",), 0),
        ("subscribe", ("resume_after", "seq"), -1),
        ("command", ("verb",), "dance"),
        ("snapshot", ("events",), [1]),
    ],
)
def test_that_a_value_out_of_its_range_is_refused(
    name: str, path: tuple[str | int, ...], value: object
) -> None:
    with pytest.raises(ValidationError):
        taken(with_field(FULL[name], path, value))


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "Infinity", "1" * 400])
def test_that_a_duration_without_end_is_refused(number: str) -> None:
    for name, key in (("site.profile", "grace_seconds"), ("contact.recorded", "seconds")):
        text = encoded({**FULL[name], key: "?"}).replace(b'"?"', number.encode())
        with pytest.raises(ValidationError):
            ADAPTER.validate_json(text)


@pytest.mark.parametrize("name", ["schedule.published", "schedule.exception"])
def test_that_a_span_may_be_empty_but_not_backward(name: str) -> None:
    assert taken({**FULL[name], "end": AT, "activities": []}).end == AT
    with pytest.raises(ValidationError, match="before start"):
        taken({**FULL[name], "start": LATER, "end": AT})


def test_that_an_inner_span_may_not_be_backward() -> None:
    activity = {"activity": "lunch", "start": LATER, "end": AT}
    with pytest.raises(ValidationError, match="before start"):
        taken({**FULL["schedule.published"], "activities": [activity]})


def test_that_an_unknown_type_and_none_are_refused() -> None:
    for found in ({"type": "weather.changed", "at": AT}, {"at": AT}, {"type": None}, {"type": 1}, {}):
        with pytest.raises(ValidationError):
            taken(found)


def test_that_defaults_are_those_of_the_protocol() -> None:
    site, queue = taken(MINIMAL["site.profile"]), taken(MINIMAL["queue.profile"])
    assert isinstance(site, SiteProfile)
    assert isinstance(queue, QueueProfile)
    assert (site.time_zone, site.day_start) == ("UTC", "00:00")
    assert (site.grace_seconds, site.lateness_seconds) == (60, 60)
    assert (queue.service_level.threshold_seconds, queue.service_level.target) == (20, 0.8)
    assert queue.short_abandon_seconds == 0
    assert taken(MINIMAL["contact.released"]) == ContactReleased(
        at=AT, contact="c1", agent="ana", wrap_up=True
    )


def test_that_a_snapshot_gives_its_events_oldest_first_and_counts_the_rest() -> None:
    late, early = ({**FULL["agent.state"], "at": at} for at in (LATER, AT))
    sent: tuple[JSON, ...] = (late, {"type": "nonsense"}, FULL["heartbeat"], early, {})
    events, unreadable = contained(Snapshot(at=LATER, seq=1, events=sent))
    assert [event.at for event in events] == [AT, LATER]
    assert all(isinstance(event, AgentState) for event in events)
    assert unreadable == 3


# The JSON Schema -----------------------------------------------------------------------------------


def parts(schema: Any) -> Iterator[JSON]:
    """*schema* and all objects within it."""
    if isinstance(schema, dict):
        yield schema
    for inner in schema.values() if isinstance(schema, dict) else schema:
        if isinstance(inner, dict | list):
            yield from parts(inner)


def model_schema(name: str) -> JSON:
    reference = SCHEMA["discriminator"]["mapping"][name] if "discriminator" in SCHEMA else ""
    found: JSON = SCHEMA["$defs"][reference.removeprefix("#/$defs/")]
    return found


def test_that_the_schema_names_every_type_of_the_protocol() -> None:
    named = {part["const"] for part in parts(SCHEMA) if "const" in part}
    assert set(FULL) <= named
    assert set(SCHEMA["discriminator"]["mapping"]) == set(FULL)


def test_that_every_reference_of_the_schema_leads_somewhere() -> None:
    references = [part["$ref"] for part in parts(SCHEMA) if isinstance(part.get("$ref"), str)]
    assert references
    for reference in references:
        assert reference.removeprefix("#/$defs/") in SCHEMA["$defs"]


def test_that_the_schema_uses_only_words_of_json_schema() -> None:
    kinds = {"object", "array", "string", "integer", "number", "boolean", "null"}
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    for part in parts(SCHEMA):
        if isinstance(part.get("type"), str) and "const" not in part:
            assert part["type"] in kinds
        if isinstance(part.get("pattern"), str):
            re.compile(part["pattern"])
        if isinstance(part.get("required"), list):
            assert set(part["required"]) <= set(part["properties"])


def test_that_the_schema_requires_the_fields_that_the_reader_requires() -> None:
    for name, keys in REQUIRED.items():
        assert set(model_schema(name).get("required", ())) - {"type"} == set(keys) - {"type"}


def test_that_the_schema_requires_a_type() -> None:
    assert [name for name in NAMES if "type" not in model_schema(name).get("required", ())] == []


@pytest.mark.parametrize("name", NAMES)
def test_that_the_schema_has_every_field_of_the_model(name: str) -> None:
    assert set(model_schema(name)["properties"]) == set(FULL[name])


def test_that_the_command_prints_the_schema() -> None:
    done = subprocess.run([sys.executable, "-m", "console", "schema"], capture_output=True, check=True)
    assert json.loads(done.stdout) == SCHEMA
    assert done.stderr == b""
