"""Refusals: each way in which a switch cannot be had, in one line that says what to do."""

from __future__ import annotations

import errno
import socket

import pytest

from feeds.platforms.asterisk.ami.address import SwitchAddress
from feeds.platforms.asterisk.ami.failures import no_switch, refused_login, ungreeted, unreachable
from feeds.platforms.asterisk.ami.login import Login
from feeds.platforms.asterisk.ami.packets import Packet
from feeds.transport.credentials import Token
from tests.feeds.transport.tls_errors import no_tls, unverified

PLAIN = SwitchAddress.parse("asterisk://kim@pbx", True)
SECURE = SwitchAddress.parse("asterisks://kim@pbx")


@pytest.mark.parametrize(
    ("error", "address", "words"),
    [
        (unverified(), SECURE, "the certificate of pbx:5039 cannot be verified: "),
        (no_tls(), SECURE, "pbx:5039 does not speak TLS: wrong version number"),
        (socket.gaierror(-2, "Name or service not known"), PLAIN, "pbx cannot be found; check the name"),
        (UnicodeError("label too long"), PLAIN, "pbx cannot be found"),
        (TimeoutError(), PLAIN, "pbx:5038 does not answer"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "x"), PLAIN, "nothing listens at pbx:5038 (connection "),
        (OSError(10061, "refused, as Windows says it"), PLAIN, "nothing listens at pbx:5038"),
        (OSError(f"Multiple: [Errno {errno.ECONNREFUSED}] a"), PLAIN, "nothing listens at pbx:5038"),
        (ConnectionResetError(), PLAIN, "pbx:5038 dropped the connection while connecting"),
        (ConnectionResetError(), SECURE, "while connecting; does it speak TLS there?"),
        (OSError(errno.EHOSTUNREACH, "No route to host"), PLAIN, "cannot be reached: No route to host"),
        (OSError(), PLAIN, "pbx:5038 cannot be reached: OSError"),
    ],
)
def test_that_what_the_network_says_is_reported_in_words(
    error: Exception, address: SwitchAddress, words: str
) -> None:
    said = unreachable(error, address)
    assert words in str(said)
    assert not said.is_final


def test_that_a_plain_connection_that_breaks_off_is_not_asked_about_tls() -> None:
    assert "TLS" not in str(unreachable(ConnectionResetError(), PLAIN))


def test_that_silence_may_be_a_switch_that_hangs_and_on_a_plain_port_one_that_wants_tls() -> None:
    assert str(ungreeted(SECURE, 10.0)) == (
        "pbx:5039 sends no banner within 10 s: it hangs, or is not an Asterisk manager interface"
    )
    assert str(ungreeted(PLAIN, 10.0)).endswith(", or requires TLS (--tls, or asterisks://)")


def test_that_what_is_no_switch_is_shown_in_part_and_harmlessly() -> None:
    said = str(no_switch(PLAIN, "SSH-2.0-" + "x" * 500 + "\x1b[2J"))
    assert "it begins with 'SSH-2.0-xxx" in said
    assert len(said) < 160


@pytest.mark.parametrize(("words", "is_final"), [("Authentication failed", True), ("Too many", False)])
def test_that_a_wrong_secret_is_final_so_that_no_account_is_locked_out(words: str, is_final: bool) -> None:
    login = Login("kim", "hunter2", may_show=False)
    login.receive(Packet([("Response", "Success"), ("ActionID", "floorlight-challenge"), ("Challenge", "7")]))
    login.receive(Packet([("Response", "Error"), ("ActionID", "floorlight-login"), ("Message", words)]))
    said = refused_login(PLAIN, Token("hunter2", "the file x"), login)
    assert said.is_final is is_final
    assert words in str(said)
    assert "hunter2" not in str(said)
