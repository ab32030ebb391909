"""Roles over real connections: who each console is, what it may send, and tokens that change."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import InvalidStatus

from feeds.transport.serving import admission
from feeds.transport.serving.server import Endpoint, FloorServer
from feeds.transport.serving.token_file import TokenFile
from tests.builders import JSON
from tests.feeds.shared_desk.scenes import Source, source
from tests.feeds.transport.serving.test_server import console, play_desk, the_rest
from tests.feeds.transport.serving.test_token_file import entry, written


def shown(token: str) -> dict[str, Any]:
    return {"additional_headers": {"Authorization": f"Bearer {token}"}, "asked": {}}


async def heard(connection: ClientConnection, *kinds: str) -> JSON:
    """The next object of one of *kinds*."""
    while True:
        frame = json.loads(await connection.recv())
        for found in frame if isinstance(frame, list) else [frame]:
            if found["type"] in kinds:
                return dict(found)


async def answer(connection: ClientConnection, verb: str, **fields: Any) -> JSON:
    await connection.send(json.dumps({"type": "command", "id": f"{verb} {fields}", "verb": verb, **fields}))
    return await heard(connection, "command_result")


def tokens_of(folder: Path) -> Path:
    return written(
        folder,
        entry("one", "rui", "admin"),
        entry("two", "lea", "supervisor", verbs=["claim", "acknowledge"]),
        entry("three", "kim", "viewer"),
        entry("four", "max", "lead", teams=["north"]),
    )


def played(found: Source, folder: Path, scene: Any) -> None:
    play_desk(found, scene, Endpoint(tokens=TokenFile(tokens_of(folder))))


def test_that_hello_says_who_the_console_is_and_what_it_may_do(tmp_path: Path) -> None:
    async def scene(url: str, server: FloorServer) -> None:
        seen = {}
        for token in ("one", "two", "three", "four"):
            async with console(url, **shown(token)) as connection:
                hello = await heard(connection, "hello")
                seen[hello["user"]] = (hello["role"], hello["teams"], len(hello["grants"]))
        assert seen == {
            "rui": ("admin", None, 16),
            "lea": ("supervisor", None, 2),
            "kim": ("viewer", None, 0),
            "max": ("lead", ["north"], 16),
        }
        with pytest.raises(InvalidStatus):
            async with console(url, **shown("five")):
                pass

    with source() as found:
        played(found, tmp_path, scene)


def test_that_two_consoles_see_one_state_and_one_owner(tmp_path: Path) -> None:
    async def scene(url: str, server: FloorServer) -> None:
        async with console(url, **shown("one")) as rui, console(url, **shown("two")) as lea:
            await heard(rui, "snapshot")
            await heard(lea, "snapshot")
            both = await asyncio.gather(answer(rui, "claim", flag="f1"), answer(lea, "claim", flag="f1"))
            assert sorted(result["ok"] for result in both) == [False, True]
            (refused,) = [result["error"] for result in both if not result["ok"]]
            owner = "rui" if both[0]["ok"] else "lea"
            assert refused == f"{owner} has it since 10:00"
            async with console(url, **shown("three")) as later:
                await heard(later, "snapshot")  # shared with the others, so the claim comes after it
                assert (await heard(later, "flag.claimed"))["by"] == owner

    with source() as found:
        played(found, tmp_path, scene)


def test_that_what_one_says_the_other_is_told_as_an_event(tmp_path: Path) -> None:
    async def scene(url: str, server: FloorServer) -> None:
        async with console(url, **shown("one")) as rui, console(url, **shown("three")) as kim:
            await heard(kim, "snapshot")
            await answer(rui, "add_note", note="n1", about={}, text="late", by="somebody else")
            note = await heard(kim, "note.added")
            assert (note["by"], note["text"]) == ("rui", "late")

    with source() as found:
        played(found, tmp_path, scene)


def test_that_verbs_beyond_the_token_and_unknown_ones_are_refused_with_words(tmp_path: Path) -> None:
    async def scene(url: str, server: FloorServer) -> None:
        async with console(url, **shown("two")) as lea, console(url, **shown("three")) as kim:
            refused = await answer(lea, "log_out", agent="ana")
            assert refused["error"] == "log_out is not granted: granted are acknowledge, claim"
            assert (await answer(kim, "claim", flag="f1"))[
                "error"
            ] == "claim is not granted: a viewer only watches"
            assert "there is no verb dance" in (await answer(lea, "dance"))["error"]

    with source() as found:
        played(found, tmp_path, scene)
        assert not found.platform.sent


def test_that_a_withdrawn_token_ends_its_console_and_a_changed_one_connects_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admission, "TOKENS_SECONDS", 0.01)

    async def scene(url: str, server: FloorServer) -> None:
        async with (
            console(url, **shown("one")) as rui,
            console(url, **shown("two")) as lea,
            console(url, **shown("three")) as kim,
        ):
            for connection in (rui, lea, kim):
                await heard(connection, "hello")
            written(tmp_path, entry("one", "rui", "admin"), entry("two", "lea", "viewer"))
            assert (await the_rest(lea))[1] == 1012
            assert (await the_rest(kim))[1] == 4401
            assert (await answer(rui, "claim", flag="f1"))["ok"]
            async with console(url, **shown("two")) as again:
                assert (await heard(again, "hello"))["role"] == "viewer"

    with source() as found:
        played(found, tmp_path, scene)
