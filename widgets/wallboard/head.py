"""The head of a wallboard's page: title, site, age of the data, clock, and the announcement below them."""

from __future__ import annotations

from PySide6.QtCore import QRect

from console.views.rows import Link, Severity, WallPage, WallRows
from widgets.painting.theme import Ink
from widgets.wallboard.boxes import Box, Boxes
from widgets.wallboard.text_layout import Face

STALE = "STALE"
_LINK_INKS = {Link.LIVE: Ink.LIVE, Link.STALE: Ink.WARNING, Link.RECONNECTING: Ink.WARNING}


def link_words(rows: WallRows) -> tuple[str, str]:
    """The state of the link in one word, and what belongs to it: the age of live and of stale data."""
    if rows.is_stale:
        return STALE, rows.updated
    word, _, rest = rows.link_text.partition(" ")
    return word, rows.updated if rows.link is Link.LIVE else rest


def place_head(boxes: Boxes, rows: WallRows, page: WallPage, width: int) -> QRect:
    """Place the head; returns the rectangle below it."""
    edge, cap, layout = boxes.edge, boxes.cap, boxes.layout
    right, base = width - edge, edge + round(cap * 1.25)
    clock = layout.right(rows.clock, right, base, Face(round(cap * 1.25), bold=True))
    title_face = Face(round(cap * 1.1), bold=True)
    title = layout.set(
        boxes.letters.fitted(page.title, title_face, clock.left() - 2 * cap - edge), edge, base, title_face
    )
    word, age = link_words(rows)
    plain, bold = Face(cap), Face(cap, bold=True)
    wide = boxes.letters.width(f"{word} ", bold) + boxes.letters.width(age, plain)
    begins = title.right() + round(cap * 0.9)
    if begins + wide + cap > clock.left():
        begins, base = edge, base + boxes.line()
        link_left, end = edge, right
        begins = edge + wide + cap if age else edge + boxes.letters.width(word, bold) + cap
    else:
        link_left = clock.left() - round(cap * 0.9) - wide
        end = link_left - cap
    after = layout.set(word, link_left, base, bold, _LINK_INKS.get(rows.link, Ink.ACCENT)).right()
    if age:
        layout.set(age, after + 1 + boxes.letters.width(" ", bold), base, plain, Ink.MUTED)
    about = _about(boxes, rows, max(0, end - begins))
    if link_left == edge and about != _about(boxes, rows, right - edge):  # upright: a line is left for it
        begins, base = edge, base + boxes.line()
        about = _about(boxes, rows, right - edge)
    layout.quoting([about] if about else [], begins, base, plain, Ink.MUTED, ())
    top = base + round(cap * 0.75)
    if rows.announcement:
        top = _place_announcement(boxes, rows.announcement, QRect(edge, top, right - edge, 0))
    return QRect(edge, top, right - edge, boxes.height - edge - top)


def _about(boxes: Boxes, rows: WallRows, room: int) -> str:
    """Site and window as far as they fit, the window first."""
    texts = (" · ".join(part for part in (rows.site, rows.window) if part), rows.window)
    return next((text for text in texts if boxes.letters.width(text, Face(boxes.cap)) <= room), "")


def _place_announcement(boxes: Boxes, text: str, place: QRect) -> int:
    """Place an announcement in a box of one or two lines; returns the y below it."""
    cap, air = boxes.cap, round(boxes.cap * 0.55)
    face, room = Face(cap, bold=True), place.width() - 2 * boxes.pad
    lines, _ = boxes.letters.shorter(text, face, room, 2)
    high = boxes.line(len(lines) - 1) + cap + 2 * air
    boxes.add(Box(QRect(place.left(), place.top(), place.width(), high), Severity.NONE, is_notice=True))
    boxes.layout.quoting(lines, place.left() + boxes.pad, place.top() + air + cap, face, Ink.TEXT, ())
    return place.top() + high + boxes.gap
