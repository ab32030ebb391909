"""Waits in the ledger of ended entries: unknown waits are distinguished from measured ones.

An entry's start must be recoverable even if a source gives no wait; so an unknown wait is stored as its
complement, which is negative.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from console.floor.ledgers.codes import Ints


def unknown_wait(length: int) -> int:
    """*length* (ms) as stored in the ledger for an unknown wait.

    >>> unknown_wait(0), unknown_wait(20)
    (-1, -21)
    """
    return ~length


def lengths(waits: NDArray[np.signedinteger]) -> Ints:
    """How long (ms) each entry lasted in the ledger, whether its wait is known or not.

    >>> lengths(np.array([0, 20, -1, -21])).tolist()
    [0, 20, 0, 20]
    """
    found: Ints = np.maximum(waits, ~waits).astype(np.int64, copy=False)
    return found
