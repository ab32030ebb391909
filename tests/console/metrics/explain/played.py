"""A morning to explain, and what an account of it counts and leaves out."""

from __future__ import annotations

from tests.builders import JSON, Scene


def morning() -> Scene:
    """In billing (20 s, short under 5 s): answered after 10 and 30 s, abandoned after 3, 15 and 40 s,
    deflected, outbound, and two waiting since 09:09:30 and 09:09:50, at 09:10."""
    scene = Scene().at("09:00").queue("billing", threshold=20, short=5)
    scene.agent("ana", team="north", queues=["billing"]).available("ana")
    scene.answered_after(10, "in", "billing", "ana").answered_after(30, "late", "billing", "ana")
    scene.abandoned_after(3, "short", "billing").abandoned_after(15, "soon", "billing")
    scene.abandoned_after(40, "lost", "billing").deflected_after(5, "bot", "billing", "bot")
    scene.queued("out", "billing", direction="outbound").answered("out", "ana").released(
        "out", "ana", wrap_up=False
    )
    return scene.at("09:09:30").queued("w1", "billing").at("09:09:50").queued("w2", "billing").at("09:10")


def values(found: JSON, key: str = "contact") -> dict[str, float]:
    return {item[key]: item["value"] for item in found["counted"]}


def left_out(found: JSON, key: str = "contact") -> dict[str, str]:
    return {item[key]: item["reason"] for item in found["left_out"]}
