"""Where a frozen Floorlight begins."""

from __future__ import annotations

import sys

from console.__main__ import main

sys.exit(main())
