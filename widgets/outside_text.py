"""Text from outside in Qt's own widgets: it is shown as it is, never as HTML, a mnemonic or an address.

Qt takes a label's or a tooltip's text for HTML where it looks like it, and loads what an image in it names.
No label is made, and no tooltip set, but here. What widgets paint themselves is plain: `drawText` knows none.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtGui import Qt as TextKind
from PySide6.QtWidgets import QLabel, QToolTip, QWidget

from console.views.text import plain_text


def label(text: str, parent: QWidget, name: str = "") -> QLabel:
    """A label that shows *text*, and whatever it is given later, as it is; *name* is its style's."""
    made = QLabel(parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setObjectName(name)
    return made


def set_tip(widget: QWidget, text: str) -> None:
    """Let *widget* say *text* when it is pointed at."""
    widget.setToolTip(tip(text))


def show_tip(at: QPoint, text: str, widget: QWidget) -> None:
    """Say *text* of *widget* at the place *at* of the screen; an empty one hides what was said."""
    QToolTip.showText(at, tip(text), widget)


def tip(text: str) -> str:
    """*text*, whose line ends stay, such that Qt shows it as it is: what it would take for HTML becomes HTML
    that says it."""
    safe = "\n".join(plain_text(line) for line in text.split("\n"))
    if not TextKind.mightBeRichText(safe):
        return safe
    return TextKind.convertFromPlainText(safe, Qt.WhiteSpaceMode.WhiteSpaceNormal)


def action(text: str, parent: QObject) -> QAction:
    """An action that is called *text*."""
    made = QAction(action_text(text), parent)
    made.setToolTip(tip(plain_text(text)))  # Qt's own is the text, as a tooltip that may be HTML
    return made


def action_text(text: str) -> str:
    """*text* for a button or a menu: an ampersand in it is shown, and underlines nothing.

    >>> action_text("R&D")
    'R&&D'
    """
    return plain_text(text).replace("&", "&&")
