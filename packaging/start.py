"""The entry point of the frozen program."""

from __future__ import annotations

import sys

from console.__main__ import main

sys.exit(main())
