"""What the window announces to assistive technology: new flags, and a source that is lost or back."""

from __future__ import annotations

from PySide6.QtGui import QAccessible

from console.views.rows import Attention, FloorRows, Link, Severity
from widgets.accessibility.announcer import Announcer
from widgets.floor.floor_items import flag_name


class Announcements:
    """Decides what of the rows shown is announced. Owned by the window; free while nobody listens."""

    def __init__(self, announcer: Announcer) -> None:
        self._announcer = announcer
        self._newest: int | None = None
        self._link: Link | None = None

    def start_again(self) -> None:
        """Another floor is shown: what it has already is not new."""
        self._newest = self._link = None

    def take_rows(self, rows: FloorRows) -> None:
        """Announce what is new in *rows*."""
        self.take(rows.headline.link, rows.attention)

    def take(self, link: Link, attention: Attention | None = None) -> None:
        """Announce what is new in the state of the data, and in *attention* if it was read."""
        if not QAccessible.isActive():
            self.start_again()
            return
        self._take_link(link)
        if attention is not None and link is Link.LIVE:
            self._take_flags(attention)

    def _take_link(self, link: Link) -> None:
        before, self._link = self._link, link
        if before is Link.LIVE and link.is_old:
            self._announcer.say("The source is lost: the data is stale", Severity.BREACH)
        elif before is not None and before.is_old and link is Link.LIVE:
            self._announcer.say("The data is live again")

    def _take_flags(self, attention: Attention) -> None:
        """Announce the flags that rose since the newest known."""
        newest = self._newest
        self._newest = max((card.since for card in attention.cards), default=0)
        if newest is None:
            return
        self._newest = max(newest, self._newest)
        for card in attention.cards:
            if card.since > newest and not card.acknowledged:
                self._announcer.say(f"{flag_name(card)}, {card.word}: {card.what}", card.severity)
