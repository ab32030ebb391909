"""What all tests share: properties that are tried alike on every machine."""

from __future__ import annotations

import os
import tempfile

from hypothesis import settings

# A file of tokens that others may read is refused: what tests write is theirs alone, as such a file is.
os.umask(0o077)

# Nothing is logged into the folder of whoever runs the tests.
os.environ["FLOORLIGHT_LOG_FOLDER"] = tempfile.mkdtemp(prefix="floorlight-log-")

# The gate tries the same examples every time; a soak looks for new ones.
settings.register_profile("gate", derandomize=True, database=None, deadline=None)
settings.register_profile("soak", print_blob=True, deadline=None)
settings.load_profile("soak" if "FLOORLIGHT_SOAK" in os.environ else "gate")
