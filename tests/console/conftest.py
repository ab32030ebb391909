"""Logs that the tests of commands read, and the report of one of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.console.program import json_of, written
from tests.feeds import JSON
from tests.made_logs import made_log


@pytest.fixture(scope="session")
def lisbon(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A summer afternoon in Lisbon, 12:30 to 15:30 UTC; the day starts at 06:30."""
    return written(tmp_path_factory.mktemp("logs"), "lisbon.jsonl", *made_log(0))


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A morning in UTC, 08:00 to 11:00."""
    return written(tmp_path_factory.mktemp("logs"), "plain.jsonl", *made_log(2))


@pytest.fixture(scope="session")
def lisbon_report(lisbon: Path) -> JSON:
    found: JSON = json_of("report", lisbon, "--window", "day")
    return found
