"""Failures that a person is shown."""

from __future__ import annotations

import pytest

from feeds.errors import UserError
from feeds.importers.source_file import SourceFile
from feeds.recordings.reader import RecordingError
from feeds.recordings.writer import WritingError
from feeds.transport.failures import ConnectError
from feeds.transport.serving.endpoint import ServingError


@pytest.mark.parametrize("kind", [RecordingError, WritingError, ConnectError, ServingError])
def test_that_every_failure_a_person_is_shown_is_caught_as_one(kind: type[Exception]) -> None:
    assert issubclass(kind, UserError)


def test_that_a_failure_says_in_one_line_what_and_where() -> None:
    with pytest.raises(UserError) as failure:
        SourceFile("no-such-file.csv")
    assert "no-such-file.csv" in str(failure.value)
    assert "\n" not in str(failure.value)
