"""What is fuzzed, by name. A target takes any bytes; whatever it raises is a fault of the program.

The folder `corpus/NAME` holds the inputs that each is begun with, and those that once failed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.fuzz.documents import calls, queue_logs, schedules, toml
from tests.fuzz.wire import console_session, frames, lines, session

Target = Callable[[bytes], None]

CORPUS = Path(__file__).parent / "corpus"
TARGETS: dict[str, Target] = {
    "frames": frames,
    "lines": lines,
    "session": session,
    "console_sessions": console_session,
    "toml": toml,
    "queue_logs": queue_logs,
    "calls": calls,
    "schedules": schedules,
}
