"""Opens a window, and leaves as soon as something is painted: a process whose whole length is measured.

    python -m tests.benchmarks.first_paint [LOG]

Without LOG it is a window of Qt's with one word in it; with LOG, the floor of that recording.
"""

from __future__ import annotations

import os
import sys


def main() -> None:
    if len(sys.argv) > 1:
        _floor(sys.argv[1])
    else:
        _bare()


def _bare() -> None:
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

    class Window(QMainWindow):
        def event(self, event: QEvent) -> bool:
            answered = super().event(event)
            if event.type() is QEvent.Type.UpdateRequest:
                os._exit(0)
            return answered

    app = QApplication(sys.argv[:1])
    app.setStyle("Fusion")
    window = Window()
    window.setCentralWidget(QLabel("Floor"))
    window.resize(1920, 1080)
    window.show()
    app.exec()


def _floor(log: str) -> None:
    from console.window import displays

    displays.has_display = _hooked_display
    from console import __main__ as program

    sys.argv[1:] = ["open", log]
    raise SystemExit(program.main())


def _hooked_display() -> bool:
    """The unseen screen will do; called once the program has imported its window."""
    _leave_when_painted()
    return True


def _leave_when_painted() -> None:
    import console.window.app

    def frame(app: console.window.app.App, seconds: float) -> None:
        showing = app.session
        if showing is not None and showing.desk.rows is not None and showing.tick.source.progress is None:
            os._exit(0)

    console.window.app.App._on_frame = frame  # type: ignore[assignment, method-assign]


if __name__ == "__main__":
    main()
