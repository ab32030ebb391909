"""Qt for Python: loaded without its import hook, so that imports read no source."""

from __future__ import annotations

import subprocess
import sys

_PROGRAM = """
import inspect
from console.window.qt import load_qt
load_qt()
read = []
original = inspect.getsource
inspect.getsource = lambda thing: read.append(thing) or original(thing)
import widgets.window.main_window
from PySide6.QtCore import QObject
assert QObject().objectName() == ""
print(len(read))
"""


def test_that_modules_imported_after_qt_are_not_read_a_second_time() -> None:
    done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout == "0\n"
