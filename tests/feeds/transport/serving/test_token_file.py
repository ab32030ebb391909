"""The file of tokens: who each is of, what is wrong with it in words, and changes while it is in use."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from feeds.broadcast.commands import Caller
from feeds.transport.serving.token_file import TokenFile, TokenFileError


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def entry(token: str, user: str, role: str = "supervisor", **more: object) -> str:
    lines = {"sha256": hashed(token), "user": user, "role": role, **more}
    written = "\n".join(f"{key} = {value!r}".replace("'", '"') for key, value in lines.items())
    return f"[[tokens]]\n{written}\n"


def written(folder: Path, *entries: str) -> Path:
    path = folder / "tokens.toml"
    path.write_text("\n".join(entries), encoding="utf-8")
    return path


def test_that_a_token_has_a_user_a_role_teams_and_verbs(tmp_path: Path) -> None:
    tokens = TokenFile(
        written(
            tmp_path,
            entry("one", "rui", "admin"),
            entry("two", "lea", "lead", teams=["north"], verbs=["message", "claim"]),
            entry("three", "kim", "viewer").replace(hashed("three"), hashed("three").upper()),
        )
    )
    assert tokens.caller_of(b"one") == Caller("rui", "admin")
    lea = tokens.caller_of(b"two")
    assert lea == Caller("lea", "lead", frozenset({"north"}), frozenset({"message", "claim"}))
    assert lea.granted(("claim", "log_out")) == ("claim",)
    kim = tokens.caller_of(b"three")
    assert kim is not None
    assert kim.granted(("claim", "log_out")) == ()
    assert tokens.caller_of(b"four") is None
    assert tokens.caller_of(b"") is None


TWO = entry("one", "rui") + entry("one", "lea")
BAD = [
    ("tokens = 3", "tokens = 3"),
    ("", "has no [[tokens]] table"),
    ("[[tokens]\n", "is not TOML"),
    (
        entry("one", "rui", "boss"),
        "tokens.1.role = 'boss': unknown role; roles are viewer, lead, supervisor, admin",
    ),
    (entry("one", "rui", "lead"), "tokens 1 (rui): a lead needs teams"),
    (entry("one", "rui", "viewer", verbs=["claim"]), "a viewer uses no verbs"),
    (entry("one", "rui", verbs=["dance"]), "tokens.1.verbs.1 = 'dance': unknown verb"),
    (entry("one", "rui", verbs="claim"), "tokens.1.verbs = 'claim'"),
    (TWO, "tokens 2 (lea): the same sha256 as of rui"),
    (entry("one", "rui", colour="red"), "tokens.1.colour: no such key; allowed are sha256, user, role"),
    ('[[tokens]]\nsha256 = "s3cret"\nuser = "rui"\nrole = "admin"', "tokens.1.sha256: not the SHA-256"),
    ('[[tokens]]\nsha256 = 7\nuser = "rui"\nrole = "admin"', "tokens.1.sha256: not the SHA-256"),
    (entry("one", ""), "tokens.1.user = ''"),
    ('[[tokens]]\nuser = "rui"\nrole = "admin"', "tokens.1.sha256 is missing"),
]


@pytest.mark.parametrize(("text", "words"), BAD)
def test_that_what_is_wrong_is_said_in_one_line_without_a_token(
    tmp_path: Path, text: str, words: str
) -> None:
    with pytest.raises(TokenFileError) as refusal:
        TokenFile(written(tmp_path, text))
    assert words in str(refusal.value)
    assert str(tmp_path / "tokens.toml") in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert "s3cret" not in str(refusal.value)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
def test_that_a_file_others_may_read_is_refused_with_the_command_that_mends_it(tmp_path: Path) -> None:
    path = written(tmp_path, entry("one", "rui"))
    path.chmod(0o640)
    with pytest.raises(TokenFileError, match=r"`chmod 600 .*tokens.toml` fixes it"):
        TokenFile(path)


def test_that_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(TokenFileError, match="cannot be read: No such file"):
        TokenFile(tmp_path / "none.toml")
    path = written(tmp_path, "")
    path.write_bytes(b"\xff")
    with pytest.raises(TokenFileError, match="not UTF-8"):
        TokenFile(path)


def test_that_a_sound_change_is_taken_and_an_unsound_one_is_reported_once(tmp_path: Path) -> None:
    path, remarks = written(tmp_path, entry("one", "rui"), entry("two", "lea")), list[str]()
    tokens = TokenFile(path)
    rui, lea = tokens.caller_of(b"one"), tokens.caller_of(b"two")
    assert rui is not None
    assert lea is not None
    assert not tokens.refresh(remarks.append)
    path.write_text("[[tokens]\n", encoding="utf-8")
    assert not tokens.refresh(remarks.append)
    assert not tokens.refresh(remarks.append)
    (remark,) = remarks
    assert "the tokens read before stay in force" in remark
    assert tokens.caller_of(b"one") == rui
    path.write_text(entry("three", "rui", "admin"), encoding="utf-8")
    assert tokens.refresh(remarks.append)
    assert tokens.caller_of(b"one") is None
    assert (tokens.change_of(rui), tokens.change_of(lea)) == ("changed", "withdrawn")
    assert tokens.change_of(Caller("rui", "admin")) is None
    assert tokens.changes == 1


def test_that_a_file_touched_or_gone_changes_nothing(tmp_path: Path) -> None:
    path, remarks = written(tmp_path, entry("one", "rui")), list[str]()
    tokens = TokenFile(path)
    os.utime(path, ns=(1, 1))
    assert not tokens.refresh(remarks.append)
    assert not remarks
    path.unlink()
    assert not tokens.refresh(remarks.append)
    assert "cannot be read" in remarks[0]
    assert tokens.caller_of(b"one") is not None
