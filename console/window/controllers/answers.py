"""What a person does with flags: it is confirmed, and can be undone."""

from __future__ import annotations

from PySide6.QtCore import QObject

from console.views.text import window_text
from console.window.controllers.archive_keeping import ArchiveKeeping
from console.window.session.context import Context


class Answers(QObject):
    """Confirms acknowledgements and snoozes, and undoes them. Owned by the app."""

    def __init__(self, context: Context, archive: ArchiveKeeping) -> None:
        super().__init__(context)
        self._context = context
        self._archive = archive
        self._texts: dict[str, str] = {}  # of the flags that were shown when one was answered
        context.session_began.connect(lambda _: self._texts.clear())
        window = context.window
        window.acknowledged.connect(lambda flag: self._say("Acknowledged", flag))
        window.snoozed.connect(self._on_snoozed)
        window.woken.connect(self._on_woken)
        window.undo_requested.connect(self._on_undo)

    def _on_snoozed(self, flag: str, seconds: int) -> None:
        self._say(f"Snoozed for {window_text(seconds)}", flag)

    def _on_woken(self, flag: str) -> None:
        if self._context.session is not None:
            self._context.session.desk.wake(flag)
            self._say("Shown again", flag, can_undo=False)

    def _on_undo(self) -> None:
        session = self._context.session
        answer = None if session is None else session.desk.undo()
        if answer is None:
            self._context.window.status.say("There is nothing to undo.")
            return
        self._archive.keep_undone(answer.flag)
        done = "No longer snoozed" if answer.is_snooze else "No longer acknowledged"
        self._say(done, answer.flag, can_undo=False)

    def _say(self, done: str, flag: str, can_undo: bool = True) -> None:
        rows = None if self._context.session is None else self._context.session.desk.rows
        if rows is not None:
            self._texts |= {card.id: f": {card.who}, {card.what}" for card in rows.attention.cards}
            self._texts |= {asleep.id: f": {asleep.who}, {asleep.what}" for asleep in rows.attention.snoozed}
            self._context.window.status.say(f"{done}{self._texts.get(flag, '')}", can_undo)
