"""TLS verification of a source."""

from __future__ import annotations

import ssl

from feeds.transport.failures import ConnectError


def client_context(ca_file: str | None) -> ssl.SSLContext:
    """A TLS context that trusts the system's authorities and those of *ca_file* (PEM), if given.

    Raises ConnectError if the file is invalid.
    """
    context = ssl.create_default_context()
    if ca_file is not None:
        try:
            context.load_verify_locations(ca_file)
        except ssl.SSLError:
            raise ConnectError(f"the CA file {ca_file} contains no PEM certificate") from None
        except OSError as error:
            raise ConnectError(f"the CA file {ca_file} cannot be read: {error.strerror or error}") from None
    return context
