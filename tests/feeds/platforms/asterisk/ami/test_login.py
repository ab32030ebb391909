"""Login: the secret is proven and never shown, but where nobody else can read it."""

from __future__ import annotations

import hashlib

from feeds.platforms.asterisk.ami.login import Login
from feeds.platforms.asterisk.ami.packets import Packet

SECRET = "open sesame"


def answer(*headers: tuple[str, str]) -> Packet:
    return Packet([("Response", "Success"), *headers])


def refusal(number: str, words: str) -> Packet:
    return Packet([("Response", "Error"), ("ActionID", number), ("Message", words)])


def test_that_the_secret_is_proven_by_the_challenge_and_never_sent() -> None:
    login = Login("kim", SECRET, may_show=True)
    assert b"AuthType: MD5" in login.first()
    sent = login.receive(answer(("ActionID", "floorlight-challenge"), ("Challenge", "848"))) or b""
    proof = hashlib.md5(b"848open sesame", usedforsecurity=False).hexdigest().encode()
    assert b"Key: " + proof in sent
    assert b"Username: kim" in sent
    assert SECRET.encode() not in sent
    assert login.receive(answer(("ActionID", "floorlight-login"))) is None
    assert (login.is_in, login.refusal, login.was_shown) == (True, None, False)


def test_that_a_switch_without_challenges_gets_the_secret_only_where_nobody_can_read_it() -> None:
    private, open_way = Login("kim", SECRET, may_show=True), Login("kim", SECRET, may_show=False)
    said = refusal("floorlight-challenge", "Invalid/unknown command")
    assert b"Secret: open sesame" in (private.receive(said) or b"")
    assert private.was_shown
    assert open_way.receive(said) is None
    assert "not sent unencrypted" in (open_way.refusal or "")


def test_that_a_wrong_secret_is_distinguished_from_a_busy_switch() -> None:
    for words, is_wrong in (("Authentication failed", True), ("Login Already In Use", False)):
        login = Login("kim", SECRET, may_show=True)
        login.receive(answer(("ActionID", "floorlight-challenge"), ("Challenge", "848")))
        login.receive(refusal("floorlight-login", words))
        assert (login.is_in, login.refusal, login.is_wrong) == (False, words, is_wrong)


def test_that_events_on_the_way_in_change_nothing() -> None:
    login = Login("kim", SECRET, may_show=True)
    assert login.receive(Packet([("Event", "FullyBooted")])) is None
    assert not login.is_in
