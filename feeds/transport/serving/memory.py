"""Returns freed memory to the system, which the C library may otherwise keep."""

from __future__ import annotations

import contextlib
import ctypes
import sys


def give_back() -> None:
    """Return free memory to the system with glibc; other C libraries do so automatically."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):  # another C library, such as musl
            ctypes.CDLL(None).malloc_trim(0)
