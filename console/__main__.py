"""The entry point: `python -m console`, the command `floorlight`, and the frozen program."""

from __future__ import annotations

import os
import sys

from console.imports import limit_libraries
from console.interruption import Interruption

BROKEN = 2


def main() -> int:
    """Run one command and return its exit status. Handles Ctrl+C from the start, also during imports."""
    limit_libraries()
    interruption = Interruption()
    try:
        with interruption:
            status = _run(interruption)
    except KeyboardInterrupt:
        return interruption.status
    return interruption.status if interruption.came and status else status


def _run(interruption: Interruption) -> int:
    try:
        from console.cli import main as run

        return run()
    except Exception as error:
        if not interruption.came:
            from console.views.text import plain_text  # imported here: only failures need it

            print(f"floorlight: {plain_text(_fault_text(error))}", file=sys.stderr)
        return BROKEN


def _fault_text(error: Exception) -> str:
    """An unexpected error in one line: type, message and place in the program."""
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return f"a fault of the program, please report it: {what}{_place_text(error)}"


def _place_text(error: Exception) -> str:
    home = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    place, trace = "", error.__traceback__
    while trace is not None:
        path = os.path.abspath(trace.tb_frame.f_code.co_filename)
        if path.startswith(home + os.sep) and "site-packages" not in path.removeprefix(home):
            place = f", at {os.path.relpath(path, home)}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


if __name__ == "__main__":
    sys.exit(main())
