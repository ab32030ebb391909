"""Queues to watch: one called billing, contacts answered in it, and rules about it."""

from __future__ import annotations

from tests.builders import Scene
from tests.console.flags.scenes import rule

WAIT = rule("longest_wait", warning=0.8, breach=1.0, default_goal_seconds=120.0)
LEVEL = rule("service_level", warning=0.03, breach=0.0, clear=0.01)
PATIENT = rule("service_level", breach=0.0, clear=0.01, for_seconds=30.0)


def billing() -> Scene:
    scene = Scene().queue("billing", threshold=20, target=0.8).agent("ana", "ben", queues=["billing"])
    return scene.at("08:00").available("ana", "ben")


def answered(scene: Scene, good: int, bad: int, name: str = "a") -> Scene:
    """So many answered in time and too late, at this very instant."""
    now = scene.clock
    for number in range(good + bad):
        scene.clock = now - (1_000 if number < good else 30_000)
        scene.queued(f"{name}{number}", "billing")
        scene.clock = now
        scene.answered(f"{name}{number}", "ana").released(f"{name}{number}", "ana", wrap_up=False)
    return scene
