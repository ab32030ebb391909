"""Authorities: what a CA file must be. Certificates themselves are tried where a wire is spoken over TLS."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from feeds.transport.failures import ConnectError
from feeds.transport.tls import client_context
from tests.certificates import made_certificate


def test_that_a_source_is_verified_by_its_name_and_by_who_signed() -> None:
    context = client_context(None)
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_that_a_ca_is_believed_beside_those_of_the_system(tmp_path: Path) -> None:
    made, _ = made_certificate(tmp_path)
    known, more = (client_context(file).cert_store_stats()["x509"] for file in (None, str(made)))
    assert more == known + 1


def test_that_a_file_that_holds_none_is_reported_and_what_is_wrong_with_it(tmp_path: Path) -> None:
    empty = tmp_path / "ca.pem"
    empty.write_text("no certificate", encoding="utf-8")
    with pytest.raises(ConnectError, match=r"ca\.pem contains no PEM certificate"):
        client_context(str(empty))
    with pytest.raises(ConnectError, match=r"absent\.pem cannot be read"):
        client_context(str(tmp_path / "absent.pem"))
