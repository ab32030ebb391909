"""What all tests share: properties that are tried alike on every machine."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

# A file of tokens that others may read is refused: what tests write is theirs alone, as such a file is.
os.umask(0o077)

# Nothing is logged into the folder of whoever runs the tests.
os.environ["FLOORLIGHT_LOG_FOLDER"] = tempfile.mkdtemp(prefix="floorlight-log-")

# Nor are desks of servers kept there.
os.environ["FLOORLIGHT_DESKS"] = tempfile.mkdtemp(prefix="floorlight-desks-")

# Nor is anything kept in their archive.
os.environ["FLOORLIGHT_ARCHIVE"] = tempfile.mkdtemp(prefix="floorlight-archive-")

# Nor is their keyring asked: without a choice the library takes the best there is, even one of a test.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"

# The gate tries the same examples every time; a soak looks for new ones.
# How long a made input takes says something of the machine's load only.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("gate", unhurried, derandomize=True, database=None)
settings.register_profile("soak", unhurried, print_blob=True)
settings.load_profile("soak" if "FLOORLIGHT_SOAK" in os.environ else "gate")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Escape half surrogates in what a test printed or logged: pytest's workers cannot send them."""
    report = yield
    report.sections = [
        (name, text.encode("utf-8", "backslashreplace").decode()) for name, text in report.sections
    ]
    return report
