"""`floorlight schema`: the JSON Schema of every event."""

from __future__ import annotations

import json

import pytest

from console.cli import main
from feeds.events import json_schema
from tests.feeds import FULL


def test_that_the_schema_printed_is_that_of_every_event(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    printed = capsys.readouterr().out
    assert json.loads(printed) == json_schema()
    assert all(json.dumps(kind) in printed for kind in FULL)
