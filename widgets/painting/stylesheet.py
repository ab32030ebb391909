"""The style sheet of a theme for Qt's own widgets: buttons, fields, menus, tables and scroll bars."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from widgets.painting.theme import Ink, Theme, Type

_SHEET = """
QWidget {{ color: {text}; font-family: "{family}"; font-size: {word}px; }}
QMainWindow, QDialog, #ground, QScrollArea, QScrollArea > QWidget > QWidget {{ background: {ground}; }}
#bar, #rail {{ background: {bar}; }}
#timebar {{ background: {bar}; border-top: 1px solid {edge}; }}
#rail {{ border-right: 1px solid {edge}; }}
QLabel {{ background: transparent; }}
QLabel#title {{ font-size: {title}px; font-weight: bold; }}
QLabel#large {{ font-size: {huge}px; font-weight: bold; }}
QLabel#muted {{ color: {muted}; }}
QLabel#small {{ color: {muted}; font-size: {small}px; }}
QLabel#trouble {{ color: {breach}; }}
QLabel#badge {{ background: {breach_solid}; color: {on_badge}; border-radius: {badge}px; font-weight: bold;
    padding: 0 {s7}px; min-height: {badge2}px; max-height: {badge2}px; }}
QLabel#badge[calm="true"] {{ background: {raised}; color: {text}; }}
QPushButton, QToolButton {{ background: {raised}; border: 1px solid transparent; border-radius: {s6}px;
    padding: {s3}px {s10}px; color: {text}; }}
QToolButton {{ padding: {s3}px {s6}px; }}
QPushButton:hover, QToolButton:hover {{ border-color: {muted}; }}
QPushButton:focus, QToolButton:focus, QLineEdit:focus, QSpinBox:focus,
QDoubleSpinBox:focus {{ border: {s2}px solid {accent}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {faint}; }}
QPushButton#primary {{ background: {accent_fill}; color: {on_accent}; }}
QPushButton#link, QToolButton#link {{ background: transparent; color: {muted}; padding: {s2}px {s4}px; }}
QPushButton#link:hover, QToolButton#link:hover {{ color: {text}; border-color: transparent; }}
QPushButton#search {{ color: {muted}; text-align: left; }}
QPushButton#live, QPushButton#live:disabled {{ background: {live_fill}; color: {live}; font-weight: bold;
    border-radius: {s17}px; }}
QPushButton#stale, QPushButton#stale:disabled {{ background: {warning_fill}; color: {warning};
    font-weight: bold; border-radius: {s17}px; }}
QPushButton#return {{ background: {accent_fill}; color: {on_accent}; font-weight: bold;
    border-radius: {s17}px; }}
QPushButton#plain, QPushButton#plain:disabled {{ color: {text}; border-radius: {s17}px; }}
QToolButton::menu-indicator, QPushButton::menu-indicator {{ width: 0; image: none; }}
#rail QToolButton {{ background: transparent; color: {muted}; font-size: {tiny}px; border-radius: {s6}px;
    padding: {s6}px 0; }}
#rail QToolButton:checked {{ background: {raised}; color: {text}; }}
QLineEdit, QSpinBox, QDoubleSpinBox {{ background: {card}; border: 1px solid {field};
    border-radius: {s6}px; padding: {s3}px {s8}px; color: {text}; selection-background-color: {accent_fill};
    selection-color: {on_accent}; }}
QSpinBox, QDoubleSpinBox {{ padding: 0; min-height: {s17}px; }}
QAbstractSpinBox QLineEdit {{ background: transparent; border: 0; padding: 0 {s8}px; }}
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {{
    width: 0; border: 0; }}
QToolButton#choice {{ text-align: left; padding: {s3}px {s8}px; }}
QMenuBar {{ background: {bar}; }}
QMenuBar::item {{ background: transparent; padding: {s3}px {s8}px; }}
QMenuBar::item:selected {{ background: {raised}; }}
QMenu {{ background: {card}; border: 1px solid {edge}; padding: {s4}px; }}
QMenu::item {{ padding: {s4}px {s17}px; border-radius: {s4}px; }}
QMenu::item:selected {{ background: {accent_fill}; color: {on_accent}; }}
QMenu::item:disabled {{ color: {faint}; }}
QMenu::separator {{ height: 1px; background: {edge}; margin: {s4}px; }}
QToolTip {{ background: {card}; color: {text}; border: 1px solid {edge}; padding: {s4}px; }}
QProgressBar {{ background: {track}; border: 0; border-radius: {s2}px; max-height: {s4}px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: {s2}px; }}
QTableView, QListView {{ background: {card}; alternate-background-color: {ground};
    border: 1px solid {edge}; gridline-color: {edge}; outline: 0;
    selection-background-color: {accent_fill}; selection-color: {on_accent}; }}
QTableView:focus, QListView:focus {{ border-color: {accent}; }}
QTableView#agents, QTableView#agents:focus {{ background: {ground}; border: 0; }}
#agents QHeaderView, #agents QHeaderView::section {{ background: {ground}; padding: 0; }}
QToolButton#segment {{ border-radius: 0; padding: {s3}px {s8}px; color: {muted}; }}
QToolButton#segment:checked {{ background: {accent_fill}; color: {on_accent}; }}
QTextBrowser {{ background: {card}; border: 1px solid {edge}; selection-background-color: {accent_fill};
    selection-color: {on_accent}; }}
QTextBrowser:focus, QListWidget:focus {{ border: {s2}px solid {accent}; }}
QListWidget::item {{ padding: {s4}px {s6}px; }}
QHeaderView {{ background: {bar}; }}
QHeaderView::section {{ background: {bar}; color: {muted}; border: 0; padding: {s4}px {s8}px; }}
QTableCornerButton::section {{ background: {bar}; border: 0; }}
QTabWidget::pane {{ border: 0; }}
QTabBar::tab {{ background: transparent; color: {muted}; padding: {s6}px {s10}px; }}
QTabBar::tab:selected {{ color: {text}; border-bottom: {s2}px solid {accent}; }}
QSplitter::handle {{ background: transparent; }}
QCheckBox {{ background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: {s10}px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {s10}px; margin: 0; }}
QScrollBar::handle {{ background: {track}; border-radius: {s3}px; margin: {s2}px; min-height: {s17}px; }}
QScrollBar::handle:hover {{ background: {filled}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
#status {{ background: {raised}; border: 1px solid {field}; border-radius: {s6}px; }}
#strip {{ background: {card}; border-bottom: 1px solid {edge}; }}
#strip[bad="true"] {{ background: {breach_fill}; border-bottom: 1px solid {breach_edge}; }}
#strip[bad="true"] QLabel {{ color: {breach}; }}
#palette, #drawer {{ background: {card}; border: 1px solid {edge}; border-radius: {s10}px; }}
#drawer QWidget#inner {{ background: {card}; }}
"""


def style_sheet(theme: Theme) -> str:
    """The style sheet for *theme*."""
    names = {ink.value: theme.colour(ink).name() for ink in Ink}
    sizes = {f"s{length}": theme.px(length) for length in (2, 3, 4, 6, 7, 8, 10, 17)}
    types = {
        "word": Type.WORD,
        "title": Type.TITLE,
        "huge": Type.HUGE,
        "small": Type.SMALL,
        "tiny": Type.TINY,
    }
    pixels = {name: theme.px(kind.value[0]) for name, kind in types.items()}
    badge = theme.px(10)
    return _SHEET.format(**names, **sizes, **pixels, family=theme.family, badge=badge, badge2=badge * 2)


def qt_palette(theme: Theme) -> QPalette:
    """The colours of *theme* for parts that a style sheet cannot style."""
    palette = QPalette()
    role = QPalette.ColorRole
    for where, ink in (
        (role.Window, Ink.GROUND),
        (role.WindowText, Ink.TEXT),
        (role.Base, Ink.CARD),
        (role.AlternateBase, Ink.GROUND),
        (role.Text, Ink.TEXT),
        (role.Button, Ink.RAISED),
        (role.ButtonText, Ink.TEXT),
        (role.Highlight, Ink.ACCENT_FILL),
        (role.HighlightedText, Ink.ON_ACCENT),
        (role.ToolTipBase, Ink.CARD),
        (role.ToolTipText, Ink.TEXT),
        (role.PlaceholderText, Ink.FAINT),
        (role.Link, Ink.ACCENT),
    ):
        palette.setColor(where, QColor(theme.colour(ink)))
    return palette
