"""Authorities: whose word is taken that a source is who it says it is, before a byte of it is believed."""

from __future__ import annotations

import ssl

from feeds.transport.failures import ConnectError


def client_context(ca_file: str | None) -> ssl.SSLContext:
    """What verifies a source's certificate: by the system's authorities, and those of *ca_file* (PEM) if any.

    Raises ConnectError where the file is none.
    """
    context = ssl.create_default_context()
    if ca_file is not None:
        try:
            context.load_verify_locations(ca_file)
        except ssl.SSLError:
            raise ConnectError(f"the CA file {ca_file} holds no certificate in PEM form") from None
        except OSError as error:
            raise ConnectError(f"the CA file {ca_file} cannot be read: {error.strerror or error}") from None
    return context
