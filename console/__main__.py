"""Where the program begins: `python -m console`, the command `floorlight`, and the frozen one."""

from __future__ import annotations

import os
import sys

INTERRUPTED = 130


def main() -> int:
    """Run one command; its exit status. Ctrl+C counts from the first moment on, while modules are read."""
    # No plugin of pydantic's is wanted here, and to look for some takes longer than all else it does.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        from console.cli import main as run

        return run()
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
