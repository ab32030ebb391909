"""Accounts of played floors, and the panel that shows them."""

from __future__ import annotations

from console.metrics.reading.windows import day
from console.views.explain.causes import Causes
from console.views.explain.explained_rows import Asked, Explanation
from console.views.explain.explanation import explanation
from console.views.floor.choices import Choices
from console.views.goals import GOALS
from tests.builders import Scene
from widgets.explain.explain_panel import ExplainPanel
from widgets.window.main_window import MainWindow

HALF_HOUR = 1_800_000
OFFERED = "service_level.offered"


def busy_queue(contacts: int = 12) -> Scene:
    """In billing (20 s): answered after 3 to 58 s by ana, each fourth abandoned; one deflected, one waits."""
    scene = Scene().at("09:00").site(name="Lisbon", time_zone="Europe/Lisbon")
    scene.queue("billing", threshold=20).agent("ana", queues=["billing"]).available("ana")
    for number in range(contacts):
        name = f"c-{41000 + number}"
        if number % 4 == 3:
            scene.abandoned_after(6 + number, name, "billing")
        else:
            scene.answered_after(3 + 5 * (number % 12), name, "billing", "ana")
    return scene.deflected_after(9, "c-51000", "billing").queued("c-52000", "billing").after(45)


def explained(
    scene: Scene, metric: str = OFFERED, scope: str = "queue:billing", window_ms: int | None = HALF_HOUR
) -> Explanation:
    """The account of a figure of *scene* now."""
    asked = Asked(metric, scope, window_ms)
    return explanation(scene.floor, asked, scene.clock, Choices(goals=GOALS), Causes(scene.floor))


def since_midnight(scene: Scene) -> int:
    """The length of the site's day so far, in ms."""
    window = day(scene.floor.site.at(scene.clock), scene.clock)
    return window.end - window.start


def panel_of(window: MainWindow) -> ExplainPanel:
    """The panel of *window*, made as its controller makes it."""
    if window.panel is None:
        window.panel = ExplainPanel(window.theme, window.floor)
        window.panel.back_requested.connect(window.panel.shut)
    return window.panel
