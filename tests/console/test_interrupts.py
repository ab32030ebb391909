"""Ctrl+C ends the program with status 130, also where it lands in what cannot bear it."""

from __future__ import annotations

import sys

import pytest

from console import cli
from console.__main__ import main
from console.interrupts import INTERRUPTED, interrupts_kept


class InDestructor:
    def __del__(self) -> None:
        raise KeyboardInterrupt


class InName:
    def __set_name__(self, owner: type, name: str) -> None:
        raise KeyboardInterrupt


def goes_on() -> int:
    """What would end with 0, in the end, if nobody pressed Ctrl+C."""
    for _ in range(200_000_000):
        pass
    return 0


def in_a_destructor() -> int:
    InDestructor()
    return goes_on()


def in_the_making_of_a_class() -> int:
    type("Made", (), {"field": InName()})
    return goes_on()


@pytest.mark.parametrize("lands", [in_a_destructor, in_the_making_of_a_class])
def test_that_it_ends_whatever_it_lands_in_and_says_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lands: object
) -> None:
    monkeypatch.setattr(cli, "main", lands)
    assert main() == INTERRUPTED
    assert capsys.readouterr() == ("", "")


def test_that_what_else_breaks_in_a_destructor_is_told_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda unraisable: told.append(unraisable.exc_type))

    class Broken:
        def __del__(self) -> None:
            raise ZeroDivisionError

    with interrupts_kept():
        Broken()
    assert told == [ZeroDivisionError]


def test_that_other_errors_are_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(cli, "main", broken)
    with pytest.raises(ZeroDivisionError):
        main()
