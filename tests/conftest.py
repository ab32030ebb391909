"""What all tests share: a log is a file, and where real recordings may lie."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def sample() -> Path:
    """The recorded morning the program carries with it."""
    return ROOT / "resources" / "samples" / "morning.jsonl.gz"
