"""Memory given back: done where the system can, and harmless where it cannot."""

from __future__ import annotations

import ctypes
import sys

import pytest

from feeds.transport.serving.memory import give_back


@pytest.mark.parametrize(("platform", "asked"), [("linux", [0]), ("darwin", []), ("win32", [])])
def test_that_only_linux_is_asked_to_take_memory_back(
    monkeypatch: pytest.MonkeyPatch, platform: str, asked: list[int]
) -> None:
    found: list[int] = []

    class Library:
        malloc_trim = staticmethod(found.append)

    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(ctypes, "CDLL", lambda name: Library)
    give_back()
    assert found == asked


def test_that_a_c_library_without_the_call_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "CDLL", lambda name: object())
    assert give_back() is None  # type: ignore[func-returns-value]
