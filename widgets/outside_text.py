"""Untrusted text in Qt's own widgets: always shown as plain text, never as HTML, a mnemonic or an address.

Qt renders label and tooltip text that looks like HTML as HTML, and loads the images it names. Create labels
and set tooltips only through this module. Text that widgets paint is safe: `drawText` renders no HTML.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtGui import Qt as TextKind
from PySide6.QtWidgets import QLabel, QToolTip, QWidget

from console.views.text import plain_text


def label(text: str, parent: QWidget, name: str = "") -> QLabel:
    """A label that shows *text*, and any later text, as plain text; *name* selects its style."""
    made = QLabel(parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setObjectName(name)
    return made


def set_tip(widget: QWidget, text: str) -> None:
    """Set *text* as the tooltip of *widget*."""
    widget.setToolTip(tip(text))


def show_tip(at: QPoint, text: str, widget: QWidget) -> None:
    """Show *text* as a tooltip of *widget* at the screen position *at*; empty hides the tooltip."""
    QToolTip.showText(at, tip(text), widget)


def tip(text: str) -> str:
    """*text* escaped so that Qt shows it as plain text; line breaks are kept."""
    safe = "\n".join(plain_text(line) for line in text.split("\n"))
    if not TextKind.mightBeRichText(safe):
        return safe
    return TextKind.convertFromPlainText(safe, Qt.WhiteSpaceMode.WhiteSpaceNormal)


def action(text: str, parent: QObject) -> QAction:
    """An action named *text*."""
    made = QAction(action_text(text), parent)
    made.setToolTip(tip(plain_text(text)))  # by default Qt uses the text, which may be HTML
    return made


def action_text(text: str) -> str:
    """*text* for a button or a menu, with ampersands escaped so that they set no mnemonic.

    >>> action_text("R&D")
    'R&&D'
    """
    return plain_text(text).replace("&", "&&")
