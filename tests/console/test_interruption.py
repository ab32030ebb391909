"""Ctrl+C ends the program wherever it comes: also where Python, or a library in C, loses it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# The program, with a command line whose work is another; `interrupt` is Ctrl+C at that very place.
_PROGRAM = """
import signal, sys, threading
import console.cli
from console.__main__ import main

def interrupt():
    signal.raise_signal(signal.SIGINT)

def lost():
    try:
        interrupt()
    except KeyboardInterrupt:
        pass

class Deaf:
    def __del__(self):
        interrupt()

def joined():
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.join()

def work():
    {work}

console.cli.main = lambda: work() or 0
sys.exit(main())
"""

PLACES = {
    "the work": "interrupt()",
    "a destructor": "Deaf()\n    while True: pass",
    "what drops it": "lost()\n    while True: pass",
    "what drops it, twice": "lost()\n    try:\n        while True: pass\n    except BaseException: pass\n"
    "    while True: pass",
    "what breaks with another error": "lost()\n    raise ImportError('half an import')",
    "what fails of it": "lost()\n    return 2",
}


def ended(work: str) -> tuple[int, str, str]:
    """How the program ends when this is its work: status, stdout, stderr."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM.format(work=work)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("place", PLACES)
def test_that_control_c_ends_the_program_wherever_it_comes(place: str) -> None:
    assert ended(PLACES[place]) == (130, "", "")


def test_that_what_is_tidied_up_is_left_in_peace() -> None:
    work = "try: interrupt()\n    finally:\n        joined()\n        sum(range(9))\n        print('tidy')"
    assert ended(work) == (130, "tidy\n", "")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a program at once")
def test_that_sigterm_ends_it_as_control_c_does_and_lets_it_tidy_up() -> None:
    term = "signal.raise_signal(signal.SIGTERM)"
    assert ended(f"try: {term}\n    finally: print('tidy')") == (143, "tidy\n", "")
    swallowed = "Deaf = type('Deaf', (), {'__del__': lambda self: signal.raise_signal(signal.SIGTERM)})"
    assert ended(f"{swallowed}\n    Deaf()\n    while True: pass") == (143, "", "")


@pytest.mark.parametrize(("number", "status"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_that_what_is_held_back_comes_once_what_cannot_bear_it_is_done(number: str, status: int) -> None:
    if sys.platform == "win32" and number == "SIGTERM":
        pytest.skip("Windows ends a program at once")
    held = f"with held_back():\n        signal.raise_signal(signal.{number})\n        print('done')"
    work = f"from console.interruption import held_back\n    {held}\n    while True: pass"
    assert ended(work) == (status, "done\n", "")
