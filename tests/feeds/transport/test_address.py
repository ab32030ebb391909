"""Addresses: what is one, and what may be spoken to in the clear."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.transport.address import Address, AddressError


@pytest.mark.parametrize(
    "url", ["ws://127.0.0.1:8765", "ws://localhost", "WS://[::1]:9/x?y=1", "ws://127.9.9.9:1"]
)
def test_that_this_machine_may_be_spoken_to_in_the_clear(url: str) -> None:
    address = Address.parse(url)
    assert (address.is_secure, address.is_loopback) == (False, True)


@pytest.mark.parametrize(
    "host", ["floor.example.org", "10.0.0.2", "0.0.0.0", "[fe80::1]", "127.0.0.1.example.org"]
)
def test_that_others_need_tls_or_a_word(host: str) -> None:
    with pytest.raises(AddressError, match="not encrypted"):
        Address.parse(f"ws://{host}")
    assert Address.parse(f"ws://{host}", insecure=True).port == 80
    assert Address.parse(f"wss://{host}").is_secure


def test_that_a_keyrings_account_is_host_and_port() -> None:
    assert Address.parse("wss://[::1]/").account == "[::1]:443"
    assert Address.parse("ws://LOCALHOST:8765").account == "localhost:8765"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "^'' is not an address of a source; one looks like wss://"),
        ("day.jsonl", "one looks like wss://"),
        ("https://floor", "one looks like wss://"),
        ("wss://", "names no host"),
        ("wss://:8765", "names no host"),
        ("wss://floor:0", "names no port"),
        ("wss://floor:x", "is not a URL: its port is not a number from 1 to 65535"),
        ("wss://floor:70000", "is not a URL: its port is not a number from 1 to 65535"),
        ("wss://[::1", "is not a URL: its host is neither a name nor an IP address"),
        ("wss://fl oor", "blanks or control"),
        ("wss://floor\x1b[2J", "blanks or control"),
        ("wss://me@floor", "may hold no name"),
        ("wss://me:pw@floor", "may hold no name"),
        ("wss://me:pw@floor:x", "its port is not a number"),
        ("https://me:pw@floor", "'https://…@floor' is not an address of a source"),
        ("me:pw@floor", "'…@floor' is not an address of a source"),
        ("wss://floor?access_token=abc", "may hold no token"),
        ("wss://floor#here", "fragment"),
    ],
)
def test_that_what_is_no_address_is_reported(url: str, words: str) -> None:
    with pytest.raises(AddressError, match=words) as error:
        Address.parse(url)
    assert "pw" not in str(error.value)


@given(st.text() | st.text().map(lambda text: f"wss://{text}"))
def test_that_any_text_is_an_address_with_a_host_or_refused(text: str) -> None:
    with contextlib.suppress(AddressError):
        assert Address.parse(text, insecure=True).host
