"""Where the program begins: its exit status, and one line for what nobody foresaw."""

from __future__ import annotations

from tests.console.test_interruption import ended


def test_that_work_is_let_end_and_nothing_is_said_where_no_control_c_came() -> None:
    assert ended("print('done')") == (0, "done\n", "")
    assert ended("return 1") == (1, "", "")


def test_that_what_nobody_foresaw_is_one_line_with_its_place() -> None:
    status, out, error = ended("from feeds.events import instant\n    instant(None)")
    assert (status, out) == (2, "")
    assert error.startswith("floorlight: a fault of the program, please report it: TypeError: ")
    assert ", at feeds/instants.py:" in error
    assert error.count("\n") == 1
    assert ended(r"raise ValueError('\x1b[31m\n2')")[2].count("\n") == 1


def test_that_a_fault_of_a_destructor_is_still_reported() -> None:
    work = "Broken = type('Broken', (), {'__del__': lambda self: 1 / 0})\n    Broken()"
    status, _, error = ended(work)
    assert status == 0
    assert "ZeroDivisionError" in error
