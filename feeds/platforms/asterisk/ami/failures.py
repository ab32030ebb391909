"""Refusals: why a switch cannot be reached, lets nobody in or was lost, in words for a person."""

from __future__ import annotations

import errno
import socket
import ssl

from feeds.platforms.asterisk.ami.address import SwitchAddress
from feeds.platforms.asterisk.ami.login import Login
from feeds.transport.credentials import Token
from feeds.transport.failures import LostError

_REFUSED = {errno.ECONNREFUSED, 1225, 10061}  # the latter are Windows' own


def unreachable(error: Exception, address: SwitchAddress) -> LostError:
    """What a failure of the network or of TLS means, before a connection came about."""
    where = address.place
    if isinstance(error, ssl.SSLCertVerificationError):
        why = (error.verify_message or str(error)).rstrip(".")
        return LostError(f"the certificate of {where} cannot be verified: {why}; --ca-file FILE adds a CA")
    if isinstance(error, ssl.SSLError):
        why = (error.reason or str(error)).lower().replace("_", " ")
        return LostError(f"{where} does not speak TLS: {why}")
    if isinstance(error, socket.gaierror | UnicodeError):
        return LostError(f"{address.host} cannot be found; check the name of the switch")
    if isinstance(error, TimeoutError):
        return LostError(f"{where} does not answer")
    if isinstance(error, OSError) and (
        error.errno in _REFUSED or f"[Errno {errno.ECONNREFUSED}]" in str(error)
    ):
        return LostError(
            f"nothing listens at {where} (connection refused); does the switch run, "
            "with enabled = yes in manager.conf?"
        )
    if isinstance(error, ConnectionError):
        hint = "; does it speak TLS there?" if address.is_secure else ""
        return LostError(f"{where} broke off the connection while it was opened{hint}")
    what = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return LostError(f"{where} cannot be reached: {what}")


def no_switch(address: SwitchAddress, first_line: str) -> LostError:
    """What speaks there is no manager interface, as *first_line*, which it said, shows."""
    return LostError(f"{address.place} is no Asterisk manager interface: it begins with {first_line[:60]!r}")


def ungreeted(address: SwitchAddress, seconds: float) -> LostError:
    """It took the connection and said nothing for *seconds*: a switch that hangs does that, too."""
    tls = "" if address.is_secure else ", or wants TLS (--tls, or asterisks://)"
    return LostError(
        f"{address.place} does not greet within {seconds:g} s: it hangs, "
        f"or is no Asterisk manager interface{tls}"
    )


def refused_login(address: SwitchAddress, secret: Token, login: Login) -> LostError:
    """Why the account was not let in. A wrong account or secret is final: trying on would lock it out."""
    words = (login.refusal or "").rstrip(".")
    if login.is_wrong:
        return LostError(
            f"{address.place} refuses {address.user!r} with the secret of {secret.origin}: {words}; check "
            "its section in manager.conf, its secret, and what permit and deny allow",
            is_final=True,
        )
    return LostError(f"{address.place} does not let {address.user!r} in: {words}")
