"""The signals of the main window: every request of the user."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMainWindow


class WindowRequests(QMainWindow):
    """A window that asks, and does not know who answers. Made as `MainWindow`."""

    seek_requested = Signal(object)  # an instant in ms: too large for Qt's int
    instant_requested = Signal(object, bool)  # one typed, in ms; True if a day is meant
    play_requested = Signal(bool)
    step_requested = Signal(float)
    speed_chosen = Signal(float)
    live_requested = Signal()
    retry_requested = Signal()
    acknowledged = Signal(str)
    snoozed = Signal(str, int)
    undo_requested = Signal()
    woken = Signal(str)  # a snoozed flag, by id
    copy_requested = Signal(bool)  # the agents shown, as CSV; True if only those selected, as text
    export_requested = Signal()
    rest_requested = Signal(bool)
    agent_opened = Signal(str)
    queue_opened = Signal(str)
    explain_requested = Signal(object)  # a Figure
    contact_opened = Signal(str)
    state_explained = Signal(str)
    choice_changed = Signal(str, str)
    engaged_changed = Signal(bool)
    appearance_changed = Signal(str, float)
    place_changed = Signal(str)
    demo_requested = Signal()
    connect_requested = Signal(str)
    open_recording_requested = Signal()
    wallboard_requested = Signal()
    settings_requested = Signal()
    manual_requested = Signal()
    changes_requested = Signal(object, object)  # between two instants, in ms
    action_requested = Signal(str)  # an action of the table that a controller does, by its id
    shortcuts_requested = Signal()
    about_requested = Signal()
    closing = Signal()
