"""Recordings of a few lines, and ticks that a test's own clock makes."""

from __future__ import annotations

import json
from pathlib import Path

from console.clock import ManualClock
from console.window.session.tick import Tick
from feeds.events import instant
from tests.builders import DAY

TICK = 0.016


def line(time: str, agent: str = "ana", state: str = "available") -> str:
    return json.dumps({"type": "agent.state", "at": f"{DAY}T{time}Z", "agent": agent, "state": state})


def log_of(folder: Path, *lines: str) -> str:
    log = folder / "log.jsonl"
    log.write_text("".join(f"{sent}\n" for sent in lines), "utf-8")
    return str(log)


def ms(time: str) -> int:
    return instant(f"{DAY}T{time}Z")


def run(tick: Tick, clock: ManualClock, ticks: int) -> None:
    for _ in range(ticks):
        clock.move(TICK)
        tick.tick()
