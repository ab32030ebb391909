"""TLS errors as Python's ssl raises them, with the words of a library."""

from __future__ import annotations

import ssl


def unverified(message: str = "self-signed certificate.") -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "long words of a library")
    error.verify_message = message
    return error


def no_tls() -> ssl.SSLError:
    error = ssl.SSLError(1, "long words of a library")
    error.reason = "WRONG_VERSION_NUMBER"
    return error
