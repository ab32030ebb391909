"""The menu of the time bar's plot: the instant under the pointer, and the flags there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from console.views.rows import Mark
from widgets.outside_text import action


def open_plot_menu(
    plot: QWidget,
    place: QPoint,
    offered: Sequence[tuple[int, str]],
    choose: Callable[[int], object],
    explain: Callable[[int], object] | None = None,
) -> QMenu:
    """Open a menu at *place* in *plot* of the instants *offered* (ms, with their text); *choose* gets one.

    *explain* gets the first, to explain the service level there.
    """
    menu = QMenu(plot)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for at, words in offered:
        made = action(words, menu)
        made.triggered.connect(lambda _=False, at=at: choose(at))
        menu.addAction(made)
    if explain is not None and offered:
        first = offered[0][0]
        made = action("Explain the service level there", menu)
        made.triggered.connect(lambda: explain(first))
        menu.addAction(made)
    menu.popup(plot.mapToGlobal(place))
    return menu


def offered_instants(here: int, marks: Iterable[Mark], text: Callable[[int], str]) -> list[tuple[int, str]]:
    """The instants (ms) to offer: *here*, and when each of *marks* rose; *text* names an instant."""
    flags = [(mark.at, f"Show the floor when this flag rose, {text(mark.at)}: {mark.text}") for mark in marks]
    return [(here, f"Show the floor at {text(here)}"), *flags]
