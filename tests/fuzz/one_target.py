"""One target in this process, until it fails or libFuzzer has done what it was asked for."""

from __future__ import annotations

import importlib
import sys


def main() -> None:
    """Fuzz the target that the first argument names; the others are libFuzzer's."""
    atheris = importlib.import_module("atheris")  # which not every system has
    with atheris.instrument_imports(include=["feeds", "console"]):
        from tests.fuzz.targets import TARGETS
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
