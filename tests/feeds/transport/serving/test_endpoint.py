"""Where consoles come in: only with what others need, and in words where nobody can."""

from __future__ import annotations

import errno
import ssl

import pytest

from feeds.transport.serving.endpoint import Endpoint, ServingError

TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)


@pytest.mark.parametrize(
    ("token", "tls", "needs"),
    [
        (None, None, "a token (--token-file or --tokens) and TLS (--certificate, --key)"),
        ("s3cret", None, "needs TLS (--certificate, --key)"),
        (None, TLS, "needs a token (--token-file or --tokens)"),
    ],
)
def test_that_an_address_others_reach_needs_a_token_and_tls(
    token: str | None, tls: ssl.SSLContext | None, needs: str
) -> None:
    with pytest.raises(ServingError) as refusal:
        Endpoint("0.0.0.0", token=token, tls=tls)
    assert needs in str(refusal.value)
    assert Endpoint("127.0.0.1", token=token, tls=tls)
    assert Endpoint("0.0.0.0", token="s3cret", tls=TLS)


@pytest.mark.parametrize(
    ("shown", "enters"),
    [
        (["Bearer s3cret"], True),
        (["bearer  s3cret "], True),
        (["Basic s3cret"], False),
        (["Bearer wrong"], False),
        (["Bearer \udcff"], False),
        (["Bearer s3cret", "Bearer s3cret"], False),
        ([], False),
    ],
)
def test_that_only_the_token_itself_shown_once_opens(shown: list[str], enters: bool) -> None:
    assert (Endpoint(token="s3cret").caller_of(shown) is not None) is enters
    assert Endpoint().caller_of(shown) is not None


def test_that_consoles_without_tokens_of_their_own_act_as_one_user() -> None:
    caller = Endpoint(token="s3cret", user="kim").caller_of(["Bearer s3cret"])
    assert caller is not None
    assert (caller.user, caller.role, caller.teams, caller.verbs) == ("kim", "supervisor", None, None)


def test_that_the_address_says_whether_it_is_encrypted() -> None:
    assert Endpoint().url("::1", 8700) == "ws://[::1]:8700"
    assert Endpoint(tls=TLS).url("127.0.0.1", 8700) == "wss://127.0.0.1:8700"


def test_that_a_port_that_cannot_be_had_is_said_with_what_to_do() -> None:
    error = OSError(errno.EADDRINUSE, "error while attempting to bind on address")
    words = str(Endpoint(port=8700).blocked(error))
    assert words.startswith("127.0.0.1:8700 cannot be listened on: address already in use; give another port")
    assert str(Endpoint().blocked(OSError("no such name"))).endswith("no such name")
