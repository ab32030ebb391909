"""Where the program begins: `python -m console`, the command `floorlight`, and the frozen one."""

from __future__ import annotations

import sys

INTERRUPTED = 130


def main() -> int:
    """Run one command; its exit status. Ctrl+C counts from the first moment on, while modules are read."""
    try:
        from console.cli import main as run

        return run()
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
