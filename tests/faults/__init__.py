"""Faults injected from outside: what the real program makes of cuts, kills, full disks and odd clocks.

`FLOORLIGHT_FAULTS` says how many cuts there are; for every 20 of them there are 3 kills of a recorder, 10 of
a window, and 100 flipped bytes. A gate has few.
"""

from __future__ import annotations

import os

CUTS = int(os.environ.get("FLOORLIGHT_FAULTS", "8"))
KILLS = max(3, CUTS * 3 // 20)
FLIPS = CUTS * 5
# A window takes seconds to open: few in a gate.
CONSOLE_KILLS = 2 if CUTS < 20 else CUTS // 2
