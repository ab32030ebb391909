"""Certificates for tests: one of this machine that signs itself, made when it is wanted."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

_MADE = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=floor"


def made_certificate(folder: Path, names: str = "DNS:localhost,IP:127.0.0.1") -> tuple[Path, Path]:
    """A certificate of *names* that signs itself, and its key, in *folder*; the test is skipped without."""
    made, key = folder / "certificate.pem", folder / "key.pem"
    wanted = ["-addext", f"subjectAltName={names}", "-keyout", str(key), "-out", str(made)]
    try:
        subprocess.run([*_MADE.split(), *wanted], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("there is no openssl that makes certificates")
    return made, key
