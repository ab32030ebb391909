"""The server, over real connections: who is let in, that each console has its own point, and how it ends."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from feeds.broadcast.broadcast import Broadcast
from feeds.broadcast.commands import ANYONE, Caller
from feeds.broadcast.scope import ConsoleScope
from feeds.events import Command, instant
from feeds.limits import UNUSED_SCOPE_NAMES, UNUSED_SCOPE_SECONDS
from feeds.platforms.platform import LivePlayer
from feeds.recordings.replay import FAST, DueEvent, Player
from feeds.transport.serving.server import SUBPROTOCOL, Endpoint, FloorServer, ServingError
from tests.builders import JSON
from tests.feeds.broadcast.test_console_session import LOG, due
from tests.feeds.shared_desk.scenes import Source

ALL = {"since": "1970-01-01T00:00:00Z"}
Scene = Callable[[str, FloorServer], Awaitable[None]]


def play(
    scene: Scene, log: Iterator[DueEvent] | None = None, endpoint: Endpoint | None = None, **settings: Any
) -> None:
    """Serve the log, or what *log* yields, while *scene* is played with the address and the server."""

    async def all_of_it() -> None:
        player = Player(log or map(due, LOG), settings.pop("speed", FAST))
        broadcast = Broadcast("lisbon", "e1", speed=FAST)
        server = FloorServer(broadcast, player, endpoint or Endpoint(), **settings)
        addresses: asyncio.Queue[str] = asyncio.Queue()
        running = asyncio.create_task(server.run(addresses.put_nowait))
        try:
            await scene(await addresses.get(), server)
        finally:
            server.stop()
            await running
        assert not server.consoles
        assert asyncio.all_tasks() == {asyncio.current_task()}

    async def in_time() -> None:
        async with asyncio.timeout(60):
            await all_of_it()

    asyncio.run(in_time())


def play_desk(found: Source, scene: Scene, endpoint: Endpoint) -> None:
    """Serve the source *found* with its desk while *scene* is played."""

    async def all_of_it() -> None:
        player = LivePlayer(lambda: found.clock)
        server = FloorServer(found.broadcast, player, endpoint, commands=found.commands)
        found.desk.on_events = server.wake
        addresses: asyncio.Queue[str] = asyncio.Queue()
        running = asyncio.create_task(server.run(addresses.put_nowait))
        try:
            async with asyncio.timeout(60):
                await scene(await addresses.get(), server)
        finally:
            server.stop()
            await running

    asyncio.run(all_of_it())


@contextlib.asynccontextmanager
async def console(url: str, **settings: Any) -> AsyncIterator[ClientConnection]:
    """A connection of a console's; None for what it asks sends no subscription."""
    asked = settings.pop("asked", ALL)
    settings = {"subprotocols": [SUBPROTOCOL], "proxy": None, "max_size": 2**22, **settings}
    async with connect(url, **settings) as connection:
        if asked is not None:
            await connection.send(json.dumps({"type": "subscribe", "protocol": 1, **asked}))
        yield connection


async def objects(connection: ClientConnection, until: int) -> list[JSON]:
    """What comes, up to the frame that holds the event with this seq."""
    found: list[JSON] = []
    while not any(event["seq"] >= until for event in events(found)[-1:]):
        frame = json.loads(await connection.recv())
        found += frame if isinstance(frame, list) else [frame]
    return found


async def the_rest(connection: ClientConnection) -> tuple[list[JSON], int]:
    """What comes until the server closes, and its code."""
    found: list[JSON] = []
    try:
        while True:
            frame = json.loads(await connection.recv())
            found += frame if isinstance(frame, list) else [frame]
    except ConnectionClosed as closing:
        return found, 0 if closing.rcvd is None else closing.rcvd.code


def events(found: list[JSON]) -> list[JSON]:
    return [event for event in found if event["type"] not in ("hello", "heartbeat", "snapshot")]


# Handshakes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "status"),
    [
        ({"additional_headers": {"Origin": "https://example.org", "Authorization": "Bearer s3cret"}}, 403),
        ({}, 401),
        ({"additional_headers": {"Authorization": "Bearer wrong"}}, 401),
        ({"additional_headers": {"Authorization": "Bearer "}}, 401),
        ({"additional_headers": {"Authorization": "Basic s3cret"}}, 401),
        ({"additional_headers": {"Authorization": "Bearer s3cret"}, "subprotocols": None}, 400),
        ({"additional_headers": {"Authorization": "Bearer s3cret"}, "subprotocols": ["chat"]}, 400),
    ],
)
def test_that_a_handshake_without_what_is_needed_is_refused(settings: JSON, status: int) -> None:
    async def scene(url: str, server: FloorServer) -> None:
        with pytest.raises(InvalidStatus) as refusal:
            async with console(url, **settings):
                pass
        assert refusal.value.response.status_code == status

    play(scene, endpoint=Endpoint(token="s3cret"))


def test_that_the_token_opens() -> None:
    async def scene(url: str, server: FloorServer) -> None:
        async with console(url, additional_headers={"Authorization": "Bearer s3cret"}) as connection:
            assert connection.subprotocol == SUBPROTOCOL
            assert events(await objects(connection, len(LOG))) == LOG

    play(scene, endpoint=Endpoint(token="s3cret"))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org", ""])
@pytest.mark.parametrize("token", [None, "s3cret"])
def test_that_others_are_let_in_only_with_tls_and_a_token(host: str, token: str | None) -> None:
    with pytest.raises(ServingError, match="TLS") as refusal:
        Endpoint(host, token=token)
    assert ("a token" in str(refusal.value)) is (token is None)


def test_that_a_port_in_use_is_reported_in_one_line() -> None:
    async def scene(url: str, server: FloorServer) -> None:
        port = int(url.rsplit(":", 1)[1])
        second = FloorServer(Broadcast("a", "b"), Player([], 1.0), Endpoint(port=port))
        with pytest.raises(ServingError, match="in use") as refusal:
            await second.run(lambda url: None)
        assert "\n" not in str(refusal.value)

    play(scene)


# Consoles ------------------------------------------------------------------------------------------


def test_that_a_console_that_reads_nothing_holds_up_nobody_but_itself() -> None:
    padding = "x" * 3_000

    def many() -> Iterator[DueEvent]:
        for number in range(4_000):
            yield due(
                {
                    "type": "agent.state",
                    "at": LOG[0]["at"],
                    "agent": f"a{number}",
                    "state": "available",
                    "reason": padding,
                }
            )

    async def scene(url: str, server: FloorServer) -> None:
        quick = {"compression": None}
        async with console(url, max_queue=1, **quick) as stuck:
            await stuck.recv()
            async with console(url, **quick) as first, console(url, **quick) as second:
                for found in await asyncio.gather(objects(first, 4_000), objects(second, 4_000)):
                    assert [event["seq"] for event in events(found)] == list(range(1, 4_001))
            (behind,) = [one.session.sent for one in server.consoles if one.number == 1]
            assert behind < 4_000
            # What it has not read is still there for it.
            rest = await objects(stuck, 4_000)
            assert [event["seq"] for event in events(rest)] == list(range(1, 4_001))

    play(scene, many(), waits=True)


def test_that_a_console_that_takes_nothing_for_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.transport.serving.server._STUCK_SECONDS", 0.2)
    gone = asyncio.Event()
    remarks: list[str] = []

    def remark(line: str) -> None:
        remarks.append(line)
        if "disconnected" in line:
            gone.set()

    def many() -> Iterator[DueEvent]:
        state = {"type": "agent.state", "at": LOG[0]["at"], "agent": "ana", "state": "available"}
        return (due({**state, "reason": "x" * 3_000}) for _ in range(4_000))

    async def scene(url: str, server: FloorServer) -> None:
        async with console(url, max_queue=1, compression=None, close_timeout=0.1):
            await gone.wait()
        assert "it read nothing" in remarks[-1]

    play(scene, many(), remark=remark)


def test_that_consoles_resume_where_each_of_them_was() -> None:
    async def scene(url: str, server: FloorServer) -> None:
        for seq in (0, 1, 100, len(LOG) - 1):
            resumed = {"resume_after": {"epoch": "e1", "seq": seq}}
            async with console(url, asked=resumed) as connection:
                hello, *rest = await objects(connection, len(LOG))
                assert hello["resumed"] is True
                assert events(rest) == LOG[seq:]

    play(scene)


def test_that_a_heartbeat_says_what_was_sent_last() -> None:
    async def scene(url: str, server: FloorServer) -> None:
        async with console(url, asked={}) as connection:
            found: JSON = {}
            while found.get("type") != "heartbeat":
                found = json.loads(await connection.recv())
            assert found["seq"] == len(LOG)
            assert instant(found["at"]) >= instant(LOG[-1]["at"])

    play(scene, heartbeat_seconds=0.05)


def test_that_junk_closes_one_connection_and_no_other() -> None:
    async def scene(url: str, server: FloorServer) -> None:
        async with console(url) as bystander:
            for junk, code in ((b"\xff\x00", 4400), ("{}", 4400), ("[" * 100_000, 4400), ("x" * 2**23, 1009)):
                async with console(url, asked=None) as connection:
                    with contextlib.suppress(ConnectionClosed):
                        await connection.send(junk)
                    assert (await the_rest(connection))[1] == code
            assert events(await objects(bystander, len(LOG))) == LOG

    play(scene)


def test_that_a_scope_asked_for_by_many_at_once_is_one_stream() -> None:
    async def scene(url: str, server: FloorServer) -> None:
        async def ask() -> list[JSON]:
            async with console(url, asked={**ALL, "queues": ["sales"]}) as connection:
                found = [json.loads(await connection.recv())]
                stream = next(s for scope, s in server.broadcast.streams.items() if scope.queues)
                return [*found, *await objects(connection, stream.journal.last)]

        first, *others = await asyncio.gather(*(ask() for _ in range(4)))
        assert len(server.broadcast.streams) == 2
        for other in others:
            assert (other[0]["epoch"], events(other)) == (first[0]["epoch"], events(first))

    async def when_played(url: str, server: FloorServer) -> None:
        async with console(url) as connection:
            await objects(connection, len(LOG))
        await scene(url, server)

    play(when_played)


def test_that_streams_that_nobody_uses_are_let_go_and_come_again_alike() -> None:
    async def scene(url: str, server: FloorServer) -> None:
        async def log(queue: str, until: int) -> list[JSON]:
            async with console(url, asked={**ALL, "queues": [queue, "sales"]}) as connection:
                return await objects(connection, until)

        async with console(url) as connection:
            await objects(connection, len(LOG))
        first = await log("q0", 20)
        for number in range(1, 40):
            await log(f"q{number}", 1)
        assert len(server.broadcast.streams) < 25
        again = await log("q0", 20)
        assert (first[0]["epoch"], events(first)) == (again[0]["epoch"], events(again))

    play(scene)


def test_that_nothing_of_a_large_scope_stays_once_its_consoles_have_gone() -> None:
    """Not its names, not its stream, not what its console had said."""
    kept: list[weakref.ref[Any]] = []

    async def scene(url: str, server: FloorServer) -> None:
        async with console(url) as connection:
            await objects(connection, len(LOG))

        async def come_and_go(number: int) -> None:
            names = [f"{number}-{name}" for name in range(UNUSED_SCOPE_NAMES // 4)]
            async with console(url, asked={"queues": names}) as connection:
                await connection.recv()
                (scope,) = [
                    scope for scope in server.broadcast.streams if f"{number}-0" in (scope.queues or ())
                ]
                stream = server.broadcast.streams[scope]
                kept.extend(weakref.ref(one) for one in (scope.queues, stream.journal, stream.sieve))

        for number in range(5):
            await come_and_go(number)
        while len(server.consoles):
            await asyncio.sleep(0.01)
        # Those just left are waited for, as far as they are small together.
        assert sum(scope.size for scope in server.broadcast.streams) <= UNUSED_SCOPE_NAMES
        server.broadcast.forget_streams(set(), asyncio.get_running_loop().time() + UNUSED_SCOPE_SECONDS)
        assert list(server.broadcast.streams) == [ConsoleScope()]
        gc.collect()
        assert [one() for one in kept if one() is not None] == []
        assert not server._opening

    play(scene)


def test_that_too_many_scopes_at_once_are_refused_for_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.transport.serving.server.SCOPES", 2)

    async def scene(url: str, server: FloorServer) -> None:
        async with console(url, asked={"queues": ["a"]}) as one, console(url, asked={"queues": ["b"]}) as two:
            await asyncio.gather(one.recv(), two.recv())
            async with console(url, asked={"queues": ["c"]}) as three:
                assert (await the_rest(three))[1] == 1013
            async with console(url, asked={"queues": ["b"]}) as four:
                assert json.loads(await four.recv())["type"] == "hello"

    play(scene)


def test_that_a_full_house_refuses_the_handshake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.transport.serving.admission.CONSOLES", 1)

    async def scene(url: str, server: FloorServer) -> None:
        async with console(url) as connection:
            await connection.recv()
            with pytest.raises(InvalidStatus) as refusal:
                async with console(url):
                    pass
            assert refusal.value.response.status_code == 503

    play(scene)


def test_that_it_stops_beside_a_console_that_neither_reads_nor_answers() -> None:
    async def scene(url: str, server: FloorServer) -> None:
        async with console(url, max_queue=1, compression=None) as connection:
            await connection.recv()
            connection.transport.pause_reading()
            server.stop()
            await asyncio.sleep(0)  # `play` waits for the end
            while server.consoles:
                await asyncio.sleep(0.01)

    play(scene)


def test_that_a_stopping_server_says_so() -> None:
    async def scene(url: str, server: FloorServer) -> None:
        async with console(url) as connection:
            await objects(connection, len(LOG))
            server.stop()
            assert (await the_rest(connection))[1] == 1001

    play(scene)


def test_that_it_leaves_when_everybody_has_everything() -> None:
    async def scene(url: str, server: FloorServer) -> None:
        async with console(url) as connection:
            found, code = await the_rest(connection)
            assert (events(found), code) == (LOG, 1001)

    play(scene, waits=True, leaves=True)


def test_that_comings_and_goings_are_remarked_without_the_token() -> None:
    remarks: list[str] = []

    async def scene(url: str, server: FloorServer) -> None:
        async with console(url, additional_headers={"Authorization": "Bearer s3cret"}) as connection:
            await objects(connection, len(LOG))

    play(scene, endpoint=Endpoint(token="s3cret"), remark=remarks.append)
    assert remarks[0].startswith("console 1 connected from 127.0.0.1:")
    assert remarks[1] == f"console 1 disconnected after event {len(LOG):,}"
    assert "s3cret" not in "".join(remarks)


# Orders --------------------------------------------------------------------------------------------


class _Acting:
    """A source that can log agents out, one after the other when it is let."""

    grants: tuple[str, ...] = ("log_out",)

    def __init__(self) -> None:
        self.reason: str | None = None
        self.asked = 0
        self.may = asyncio.Event()
        self.done: list[str] = []

    @property
    def outage(self) -> str | None:
        self.asked += 1
        return self.reason

    async def carry_out(self, command: Command, caller: Caller = ANYONE) -> str | None:
        await self.may.wait()
        self.done.append(command.agent or "")
        return None if command.agent == "ana" else "Interface not found"


async def _result(connection: ClientConnection) -> JSON:
    """The next answer to a command, and what came before it."""
    before: list[str] = []
    while True:
        frame = json.loads(await connection.recv())
        for found in frame if isinstance(frame, list) else [frame]:
            if found["type"] == "command_result":
                return {**found, "before": before}
            before.append(found["type"])


def test_that_commands_are_carried_out_and_answered_in_the_sources_words() -> None:
    acting = _Acting()

    async def scene(url: str, server: FloorServer) -> None:
        async with console(url) as connection:
            hello = json.loads(await connection.recv())
            assert hello["grants"] == ["log_out"]
            for name in ("bob", "ana"):
                said = {"type": "command", "id": name, "verb": "log_out", "agent": name}
                await connection.send(json.dumps(said))
            acting.may.set()
            assert (await _result(connection))["error"] == "Interface not found"
            assert (await _result(connection))["ok"] is True

    play(scene, commands=acting)
    assert acting.done == ["bob", "ana"]


def test_that_during_an_outage_nobody_comes_in_and_no_heartbeat_pretends() -> None:
    acting = _Acting()

    async def scene(url: str, server: FloorServer) -> None:
        async with console(url) as connection:
            await objects(connection, len(LOG))
            acting.reason = "pbx:5038 says nothing"
            with pytest.raises(InvalidStatus) as refusal:
                async with console(url):
                    pass
            response = refusal.value.response
            assert (response.status_code, response.body) == (503, b"pbx:5038 says nothing\n")
            beats = acting.asked + 3
            while acting.asked < beats:
                await asyncio.sleep(0.01)
            said = {"type": "command", "id": "7", "verb": "log_out", "agent": "ana"}
            await connection.send(json.dumps(said))
            acting.may.set()
            heard = await _result(connection)
            assert heard["before"].count("heartbeat") <= 1  # one may have been on its way
            acting.reason = None
            while "heartbeat" not in str(await connection.recv()):
                pass

    play(scene, commands=acting, heartbeat_seconds=0.05)
