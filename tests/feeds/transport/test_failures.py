"""Refusals: each way in which a source cannot be had, in one line that says what to do."""

from __future__ import annotations

import errno
import socket

import pytest

from feeds.transport.address import Address
from feeds.transport.credentials import Token
from feeds.transport.failures import closed_words, is_refusal, refused_status, unreachable
from tests.feeds.transport.tls_errors import no_tls, unverified

PLAIN, SECURE = Address.parse("ws://floor:8700", True), Address.parse("wss://floor:8700")


@pytest.mark.parametrize(
    ("error", "address", "words"),
    [
        (unverified(), SECURE, "cannot be verified: self-signed certificate; --ca-file FILE adds a CA"),
        (no_tls(), SECURE, "does not speak TLS: wrong version number"),
        (socket.gaierror(-2, "Name or service not known"), PLAIN, "floor cannot be found; check the name"),
        (TimeoutError(), PLAIN, "does not answer"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "x"), PLAIN, "is the source running?"),
        (OSError(10061, "refused, as Windows says it"), PLAIN, "is the source running?"),
        (ConnectionResetError(), PLAIN, "dropped the connection while connecting"),
        (ConnectionResetError(), SECURE, "while connecting; does it speak TLS?"),
        (OSError(errno.EHOSTUNREACH, "No route to host"), PLAIN, "cannot be reached: No route to host"),
        (ImportError("python-socks is needed"), PLAIN, "through the proxy of the environment"),
        (ValueError(), PLAIN, "is not a websocket server: ValueError"),
    ],
)
def test_that_what_the_network_says_is_said_in_words_with_what_to_do(
    error: Exception, address: Address, words: str
) -> None:
    lost = unreachable(error, address)
    assert words in str(lost)
    assert not lost.is_final


@pytest.mark.parametrize(
    ("status", "words", "is_final"),
    [
        (401, "requires a token (401); use --token-file", True),
        (403, "forbids the connection (403): no such floor", True),
        (302, "use the address it redirects to", False),
        (503, "is not available now (HTTP 503): no such floor", False),
        (400, "is it a source of floor events?", False),
        (404, "is not a websocket server: it answers HTTP 404", False),
    ],
)
def test_that_an_http_answer_is_final_only_where_it_is_a_no(status: int, words: str, is_final: bool) -> None:
    lost = refused_status(status, PLAIN, None, "no such floor")
    assert words in str(lost)
    assert lost.is_final is is_final


def test_that_a_refused_token_is_named_by_its_origin_and_not_shown() -> None:
    words = str(refused_status(401, PLAIN, Token("s3cret", "key.txt")))
    assert "refuses the token of key.txt" in words
    assert "s3cret" not in words


@pytest.mark.parametrize(
    ("code", "reason", "words"),
    [
        (None, "", "dropped the connection"),
        (1001, "", "is shutting down (1001)"),
        (4400, "no such team", "refuses (4400): no such team"),
        (4408, "too slow", "closed the connection (4408): too slow"),
        (3000, "", "closed the connection (3000)"),
    ],
)
def test_that_a_close_is_said_by_its_code_and_the_sources_reason(
    code: int | None, reason: str, words: str
) -> None:
    assert closed_words(code, reason) == words
    assert is_refusal(code or 0) == (code == 4400)
