"""Where the program begins: `python -m console`, the command `floorlight`, and the frozen one."""

from __future__ import annotations

import os
import sys

from console.interrupts import INTERRUPTED, came_of_interrupt, interrupts_kept


def main() -> int:
    """Run one command; its exit status. Ctrl+C counts from the first moment on, while modules are read."""
    try:
        # No plugin of pydantic's is wanted here, and to look for some takes longer than all else it does.
        os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
        with interrupts_kept():
            from console.cli import main as run

            return run()
    except BaseException as error:
        if came_of_interrupt(error):
            return INTERRUPTED
        raise


if __name__ == "__main__":
    sys.exit(main())
