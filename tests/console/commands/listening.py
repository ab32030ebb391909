"""The real program as a source: started, and where it listens."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[3]


@contextlib.contextmanager
def listening(*arguments: str | Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The program with *arguments*, and the address it prints; killed at the end if it is still there."""
    command = [sys.executable, "-m", "console", *map(str, arguments)]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True, encoding="utf-8"
    ) as program:
        try:
            assert program.stdout is not None
            word, _, url = program.stdout.readline().strip().rpartition(" ")
            assert word == "listening on", program.communicate()[1]
            yield program, url
        finally:
            program.kill()
