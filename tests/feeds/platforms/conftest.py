"""What tests of platforms share: a certificate of this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.certificates import made_certificate


@pytest.fixture(scope="session")
def own_certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of this machine that signs itself, and its key."""
    return made_certificate(tmp_path_factory.mktemp("pbx"))
