"""Where the program begins: `python -m console`, the command `floorlight`, and the frozen one."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType

from console.interruption import Interruption

INTERRUPTED, BROKEN = 130, 2
_HOME = Path(__file__).parents[1]


def main() -> int:
    """Run one command; its exit status. Ctrl+C counts from the first moment on, while modules are read."""
    # No plugin of pydantic's is wanted here, and to look for some takes longer than all else it does.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    interruption = Interruption()
    try:
        with interruption.watched():
            from console.cli import main as run

            status = run()
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        if interruption.came:
            return INTERRUPTED
        print(_fault_text(error), file=sys.stderr)
        return BROKEN
    return INTERRUPTED if interruption.came and status else status


def _fault_text(error: Exception) -> str:
    """What nobody foresaw, in one line: what it is, and where in the program it came up."""
    from console.views.text import plain_text  # here: it is not needed where all is well

    places = [
        f", at {Path(code.co_filename).relative_to(_HOME)}:{line}"
        for code, line in _steps(error)
        if Path(code.co_filename).is_relative_to(_HOME) and "site-packages" not in code.co_filename
    ]
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return f"floorlight: a fault of the program, please report it: {plain_text(what)}{''.join(places[-1:])}"


def _steps(error: Exception) -> Iterator[tuple[CodeType, int]]:
    trace = error.__traceback__
    while trace is not None:
        yield trace.tb_frame.f_code, trace.tb_lineno
        trace = trace.tb_next


if __name__ == "__main__":
    sys.exit(main())
