"""Memory: what was freed given back to the system, which the C library may else keep for later."""

from __future__ import annotations

import contextlib
import ctypes
import sys


def give_back() -> None:
    """Return free memory to the system, where the C library (glibc) can; elsewhere it does so by itself."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):  # another C library, such as musl
            ctypes.CDLL(None).malloc_trim(0)
