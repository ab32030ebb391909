"""A desktop's screen saver on a bus of its own, and who asks it to wait: run by test_wakefulness.py."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from PySide6.QtCore import ClassInfo, QCoreApplication, QObject, Slot
from PySide6.QtDBus import QDBusConnection
from PySide6.QtGui import QGuiApplication

from widgets.wallboard.screen_inhibitor import CONNECTION, ScreenInhibitor

NAME = "org.freedesktop.ScreenSaver"


@ClassInfo({"D-Bus Interface": NAME})  # type: ignore[call-arg]
class Saver(QObject):  # type: ignore[operator]
    """Keeps who asked, and why. The bus wants the name of its method."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, str]] = []

    @Slot(str, str, result=int)
    def Inhibit(self, who: str, why: str) -> int:
        self.asked.append((who, why))
        return len(self.asked)


def wait_until(app: QCoreApplication, is_so: Callable[[], bool]) -> None:
    while not is_so():
        app.processEvents()


def main() -> None:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QGuiApplication(sys.argv)
    bus = QDBusConnection.sessionBus()
    saver = Saver()
    assert bus.registerObject(
        "/org/freedesktop/ScreenSaver", saver, QDBusConnection.RegisterOption.ExportAllSlots
    )
    assert bus.registerService(NAME)
    screen_inhibitor = ScreenInhibitor("wayland")
    screen_inhibitor.begin()
    screen_inhibitor.begin()
    assert screen_inhibitor.held
    asker = QDBusConnection(CONNECTION).baseService()
    wait_until(app, lambda: bool(saver.asked))
    registered = bus.interface().isServiceRegistered
    assert registered(asker).value()
    screen_inhibitor.end()
    assert not screen_inhibitor.held
    wait_until(app, lambda: not registered(asker).value())
    print(*saver.asked[0], len(saver.asked), sep="|")


if __name__ == "__main__":
    main()
