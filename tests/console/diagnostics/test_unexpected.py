"""Unexpected errors: of threads and slots, logged and shown; the program goes on."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable

import pytest

from console.diagnostics.unexpected import unexpected_errors
from feeds.errors import UserError

Shown = list[tuple[str, str]]


def taken(act: Callable[[], object], times: int = 1) -> Shown:
    """What is shown of what *act* raises, so many *times*, with nobody to catch it."""
    shown: Shown = []
    with unexpected_errors(lambda words, details: shown.append((words, details))):
        for _ in range(times):
            try:
                act()
            except BaseException as error:
                sys.excepthook(type(error), error, error.__traceback__)
    return shown


def break_down() -> None:
    raise KeyError("no such wss://kim:hush@host")


def test_that_an_error_is_shown_in_one_line_with_all_there_is_to_copy(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ((words, details),) = taken(break_down)
    assert words == "Unexpected error: 'no such wss://[redacted]@host' (KeyError)"
    assert "Floorlight" in details
    assert "Traceback" in details
    assert "break_down" in details
    assert "hush" not in details
    (record,) = caplog.records
    assert record.exc_info is not None


def test_that_one_of_another_thread_is_shown_too() -> None:
    shown: Shown = []
    with unexpected_errors(lambda words, details: shown.append((words, details))):
        thread = threading.Thread(target=break_down)
        thread.start()
        thread.join()
    assert "break_down" in shown[0][1]


def test_that_one_that_comes_again_and_again_is_reported_now_and_then(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert len(taken(break_down, times=250)) == 3
    assert [record.args[0] for record in caplog.records if isinstance(record.args, tuple)] == [1, 10, 100]


def test_that_another_error_is_shown_beside_one_that_goes_on() -> None:
    errors = iter([ValueError(), KeyError(), ValueError(), OSError()])

    def act() -> None:
        raise next(errors)

    assert [words for words, _ in taken(act, times=4)] == [
        "Unexpected error: ValueError",
        "Unexpected error: KeyError",
        "Unexpected error: OSError",
    ]


def test_that_what_a_person_can_mend_is_shown_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    def act() -> None:
        raise UserError("day.jsonl cannot be read: no such file")

    assert taken(act) == [("day.jsonl cannot be read: no such file", "")]
    assert caplog.records == []


def test_that_ctrl_c_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    passed: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: passed.append(kind))

    def act() -> None:
        raise KeyboardInterrupt

    assert taken(act) == []
    assert passed == [KeyboardInterrupt]


def test_that_the_hooks_are_as_before_afterwards() -> None:
    before = (sys.excepthook, threading.excepthook)
    logging.disable(logging.CRITICAL)
    taken(break_down)
    logging.disable(logging.NOTSET)
    assert (sys.excepthook, threading.excepthook) == before
