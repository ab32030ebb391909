"""Addresses of switches: what a person may write, and what is refused in one line."""

from __future__ import annotations

import pytest

from feeds.platforms.asterisk.ami.address import SwitchAddress
from feeds.transport.address import AddressError


@pytest.mark.parametrize(
    ("url", "account", "secure", "private"),
    [
        ("asterisk://kim@pbx.example.org", "kim@pbx.example.org:5038", False, False),
        ("asterisks://kim@pbx.example.org/", "kim@pbx.example.org:5039", True, True),
        ("asterisk://kim@127.0.0.1:5040?tls", "kim@127.0.0.1:5040", True, True),
        ("ASTERISK://k%20im@localhost", "k im@localhost:5038", False, True),
        ("asterisk://kim@[::1]", "kim@[::1]:5038", False, True),
    ],
)
def test_that_an_address_names_account_host_and_port(
    url: str, account: str, secure: bool, private: bool
) -> None:
    found = SwitchAddress.parse(url, insecure=True)
    assert (found.account, found.is_secure, found.is_private) == (account, secure, private)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("asterisk://pbx", "names no account"),
        ("asterisk://kim@", "names no host"),
        ("asterisk://kim@pbx:0", "names no port"),
        ("asterisk://kim@pbx:99999", "is not a URL: its port is not a number from 1 to 65535"),
        ("asterisk://kim@pbx/queues", "is not an address of a switch"),
        ("asterisk://kim@pbx?token=x", "is not an address of a switch"),
        ("asterisk://kim @pbx", "contains blanks"),
    ],
)
def test_that_what_is_no_address_is_refused(url: str, words: str) -> None:
    with pytest.raises(AddressError, match=words):
        SwitchAddress.parse(url)


@pytest.mark.parametrize("host", ["pbx", "10.0.0.2", "[fe80::1]", "localhost.example.org"])
def test_that_off_this_machine_it_must_be_encrypted_or_said_to_be_insecure(host: str) -> None:
    with pytest.raises(AddressError, match="another machine needs asterisks://, or --insecure"):
        SwitchAddress.parse(f"asterisk://kim@{host}")
    with pytest.raises(AddressError, match="give --tls, or --insecure"):
        SwitchAddress.of(host, "kim", False)
    assert SwitchAddress.parse(f"asterisks://kim@{host}") == SwitchAddress.of(host, "kim", True)
    assert SwitchAddress.parse(f"asterisk://kim@{host}", insecure=True).is_private is False


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("asterisk://kim:hunter2@pbx", "may hold no secret"),
        ("asterisk://kim:hunter2@pbx:x", "its port is not a number"),
        ("asterisk://kim:hunter2@pb x", "contains blanks"),
        ("asterisk://kim:hunter2@[pbx]", "its host is neither"),
    ],
)
def test_that_a_secret_in_an_address_is_refused_and_not_repeated(url: str, words: str) -> None:
    with pytest.raises(AddressError, match=words) as caught:
        SwitchAddress.parse(url)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("place", "url"),
    [
        ("pbx", "asterisk://kim@pbx:5038"),
        ("pbx:6000", "asterisk://kim@pbx:6000"),
        ("::1", "asterisk://kim@[::1]:5038"),
        ("[::1]:6000", "asterisk://kim@[::1]:6000"),
    ],
)
def test_that_host_and_port_alone_do_as_well(place: str, url: str) -> None:
    assert SwitchAddress.of(place, "kim", False, insecure=True).url == url


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("", "^'' is not a HOST"),
        ("kim@pbx", "^'kim@pbx' is not a HOST"),
        ("http://pbx", "such as pbx.example.org:5038"),
        ("pbx?tls", "is not a HOST"),
        ("pbx:port", "'pbx:port' is not a HOST.* its port is not a number from 1 to 65535"),
        ("p bx", "it contains blanks"),
        ("[pbx]", "its host is neither a name nor an IP address"),
        ("pbx:0", "names no port"),
        (":5038", "names no host"),
    ],
)
def test_that_what_is_no_host_is_refused_and_why(place: str, words: str) -> None:
    with pytest.raises(AddressError, match=words):
        SwitchAddress.of(place, "kim", False)
