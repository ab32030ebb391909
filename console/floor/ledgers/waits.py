"""Waits in the ledger of ended entries: one that nobody knows is kept apart from those that were measured.

An entry's start must be found again, also where a source says that its wait is not known; so such a wait
stands there as its complement, which is below zero.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from console.floor.ledgers.codes import Ints


def unknown_wait(length: int) -> int:
    """*length* (ms) as the ledger has it for a wait that is not known.

    >>> unknown_wait(0), unknown_wait(20)
    (-1, -21)
    """
    return ~length


def lengths(waits: NDArray[np.signedinteger]) -> Ints:
    """How long (ms) each entry stood in the ledger, its wait being known or not.

    >>> lengths(np.array([0, 20, -1, -21])).tolist()
    [0, 20, 0, 20]
    """
    found: Ints = np.maximum(waits, ~waits).astype(np.int64, copy=False)
    return found
