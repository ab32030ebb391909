"""File locks: one writer per recording, on every system."""

from __future__ import annotations

import errno
import sys

_ELSEWHERE = (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)

if sys.platform == "win32":
    import msvcrt
    import os

    # Windows locks bytes against reading too, so lock one beyond the end of any recording.
    _FAR = 2**62

    def lock(file: int) -> bool:
        """Lock the open *file* until it is closed; False if another program has locked it."""
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
        """Lock the open *file* until it is closed; False if another program has locked it.

        A file system without locks always succeeds.
        """
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            return error.errno not in _ELSEWHERE
        return True
