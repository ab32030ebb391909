"""Locks: one writer a recording, whatever the system."""

from __future__ import annotations

import errno
import sys

_ELSEWHERE = (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)

if sys.platform == "win32":
    import msvcrt
    import os

    # Windows locks bytes against reading too: one that no recording is long enough to have.
    _FAR = 2**62

    def lock(file: int) -> bool:
        """Hold the open *file* until it is closed; False if another program holds it."""
        place = os.lseek(file, 0, os.SEEK_CUR)
        try:
            os.lseek(file, _FAR, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            return error.errno not in _ELSEWHERE
        finally:
            os.lseek(file, place, os.SEEK_SET)
        return True

else:
    import fcntl

    def lock(file: int) -> bool:
        """Hold the open *file* until it is closed; False if another program holds it.

        A file system that knows no locks has them all.
        """
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            return error.errno not in _ELSEWHERE
        return True
