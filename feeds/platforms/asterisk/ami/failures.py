"""Messages for failed, refused and lost connections to a switch."""

from __future__ import annotations

import socket
import ssl

from feeds.platforms.asterisk.ami.address import SwitchAddress
from feeds.platforms.asterisk.ami.login import Login
from feeds.transport.credentials import Token
from feeds.transport.failures import LostError, is_refused, tls_failure


def unreachable(error: Exception, address: SwitchAddress) -> LostError:
    """The error for a failure of the network or of TLS while connecting."""
    where = address.place
    if isinstance(error, ssl.SSLError):
        return tls_failure(error, where)
    if isinstance(error, socket.gaierror | UnicodeError):
        return LostError(f"{address.host} cannot be found; check the name of the switch")
    if isinstance(error, TimeoutError):
        return LostError(f"{where} does not answer")
    if isinstance(error, OSError) and is_refused(error):
        return LostError(
            f"nothing listens at {where} (connection refused); is the switch running, "
            "with enabled = yes in manager.conf?"
        )
    if isinstance(error, ConnectionError):
        hint = "; does it speak TLS there?" if address.is_secure else ""
        return LostError(f"{where} dropped the connection while connecting{hint}")
    what = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return LostError(f"{where} cannot be reached: {what}")


def no_switch(address: SwitchAddress, first_line: str) -> LostError:
    """The error if the server is not a manager interface, shown by its *first_line*."""
    return LostError(
        f"{address.place} is not an Asterisk manager interface: it begins with {first_line[:60]!r}"
    )


def ungreeted(address: SwitchAddress, seconds: float) -> LostError:
    """The error if the server accepts the connection but sends nothing for *seconds*, like a hung switch."""
    tls = "" if address.is_secure else ", or requires TLS (--tls, or asterisks://)"
    return LostError(
        f"{address.place} sends no banner within {seconds:g} s: it hangs, "
        f"or is not an Asterisk manager interface{tls}"
    )


def refused_login(address: SwitchAddress, secret: Token, login: Login) -> LostError:
    """The error for a refused login. A wrong account or secret is final: retries would lock it out."""
    words = (login.refusal or "").rstrip(".")
    if login.is_wrong:
        return LostError(
            f"{address.place} refuses {address.user!r} with the secret of {secret.origin}: {words}; check "
            "its section in manager.conf, its secret, and what permit and deny allow",
            is_final=True,
        )
    return LostError(f"{address.place} refuses the login of {address.user!r}: {words}")
