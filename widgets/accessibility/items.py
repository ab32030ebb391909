"""The items of a painted widget, as assistive technology reads them: tiles, cards, figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleValueChangeEvent
from PySide6.QtWidgets import QWidget

from console.views.metric_words import METRICS, severity_word
from console.views.rows import Figure

Role = QAccessible.Role


@dataclass(frozen=True, slots=True)
class AccessibleItem:
    """One item: its name, which stays the same as time passes, and its value, read on demand.

    `words` say more of its state: its goal, its severity, what is done. `rect` is in the widget's
    coordinates. `press` does what a click on it does.
    """

    name: str
    value: str
    words: str = ""
    role: Role = Role.ListItem
    rect: QRect = field(default_factory=QRect)
    is_selected: bool = False
    press: Callable[[], object] | None = None


@dataclass(frozen=True, slots=True)
class AccessibleRange:
    """A value between two others that can be set, such as an instant of the day; `words` say it."""

    value: float
    least: float
    most: float
    step: float
    words: str
    set_value: Callable[[float], object]


class AccessibleItems:
    """What assistive technology reads of one painted widget, which owns it and has it as `accessible`.

    Nothing of it is called while no such technology is active.
    """

    role = Role.List

    def keys(self) -> Sequence[str]:
        """The keys of the items in the order they are read; each stays its own while it is shown."""
        return ()

    def item(self, key: str) -> AccessibleItem | None:
        """The item of *key* as it is now; None if it is gone."""
        return None

    def current(self) -> str:
        """The key of the item the keyboard is on; empty for none."""
        return ""

    def value(self) -> str:
        """The value of the widget itself."""
        return ""

    def words(self) -> str:
        """What is said of the widget itself, beside its accessible description."""
        return ""

    def press(self) -> Callable[[], object] | None:
        """What a click on the widget itself does, if that is to be offered."""
        return None

    def range(self) -> AccessibleRange | None:
        """The range of a widget that is moved like a slider."""
        return None


class FigureItems(AccessibleItems):
    """The figures of a widget as items. *placed* are those it shows, with their rectangles."""

    role = Role.Grouping

    def __init__(self, placed: Callable[[], Sequence[tuple[Figure, QRect]]]) -> None:
        self._placed = placed

    def keys(self) -> Sequence[str]:
        return list(self._by_key())

    def item(self, key: str) -> AccessibleItem | None:
        found = self._by_key().get(key)
        return None if found is None else figure_item(*found)

    def _by_key(self) -> dict[str, tuple[Figure, QRect]]:
        """The figures by what they show; one that is shown twice counts once."""
        return {f"{figure.metric} {figure.scope}": (figure, rect) for figure, rect in self._placed()}


def items_of(widget: object) -> AccessibleItems | None:
    """What assistive technology reads of *widget*; None if Qt knows it."""
    found = getattr(widget, "accessible", None)
    return found if isinstance(found, AccessibleItems) else None


def figure_item(figure: Figure, rect: QRect, name: str = "", note: str = "") -> AccessibleItem:
    """A figure as an item: its label is the name; goal (or *note*) and severity are said after its value."""
    words = " · ".join(part for part in (note or figure.goal, severity_word(figure)) if part)
    return AccessibleItem(name or figure_name(figure), figure.text, words, Role.StaticText, rect)


def figure_name(figure: Figure) -> str:
    """The metric, and the figure's label if that says more.

    >>> figure_name(Figure("average_speed_of_answer_seconds", "channel:voice", "0:12", 12, label="ASA"))
    'Average speed of answer, ASA'
    """
    label = figure.label
    if figure.metric not in METRICS:
        return label or figure.metric.replace("_", " ").replace(".", ", ")
    metric = METRICS[figure.metric][0]
    if not label or label.casefold() in metric.casefold():
        return metric
    return label if metric.casefold() in label.casefold() else f"{metric}, {label}"


def note_value(widget: QWidget, value: float) -> None:
    """Report that the user has moved *widget* to *value*; free while nothing reads it."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleValueChangeEvent(widget, value))


def note_current(widget: QWidget) -> None:
    """Report that the keyboard is on another item of *widget*; free while nothing reads it."""
    if not QAccessible.isActive() or not widget.hasFocus():
        return
    items = items_of(widget)
    if items is not None and (current := items.current()) in (keys := list(items.keys())):
        event = QAccessibleEvent(widget, QAccessible.Event.Focus)
        event.setChild(keys.index(current))
        QAccessible.updateAccessibility(event)
