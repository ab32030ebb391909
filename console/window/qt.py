"""Qt for Python, without its import hook."""

from __future__ import annotations

import builtins

from console.interruption import held_back


def load_qt() -> None:
    """Import Qt's modules, and take its hook out of Python's imports. Call it before importing widgets.

    The hook reads the source of every module imported after Qt, to find `from __feature__ import`, which
    nothing here uses. That takes longer than the imports themselves.
    """
    with held_back():  # an exception amid this import aborts the process
        import PySide6.QtWidgets  # noqa: F401

    original = getattr(builtins, "__orig_import__", None)
    if original is not None:
        builtins.__import__ = original
