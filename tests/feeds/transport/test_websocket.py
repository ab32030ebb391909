"""The client against a real websocket server that cuts, repeats, reorders, lies and falls silent."""

from __future__ import annotations

import asyncio
import random
import socket
import ssl
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from feeds.protocol.frames import Arrival
from feeds.protocol.session import Request, Session, SessionState
from feeds.transport.address import Address
from feeds.transport.backoff import BackOff
from feeds.transport.client import ConnectionChange
from feeds.transport.credentials import Token
from feeds.transport.failures import ConnectError
from feeds.transport.websocket import Client
from tests.certificates import made_certificate
from tests.feeds import FULL
from tests.feeds.transport.scripted_source import Line, Scene, Source, source_of, state


class _Soon(random.Random):
    """Chance that always waits the shortest."""

    def uniform(self, a: float, b: float) -> float:
        return 0.0


class Clock:
    """Seconds that pass only when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += seconds


class Console:
    """A client that keeps what it is brought, until it has seen enough; *pulse* is called at each pulse."""

    def __init__(
        self,
        url: str,
        enough: Callable[[Console], bool],
        pulse: Callable[[], None] = lambda: None,
        **settings: Any,
    ) -> None:
        self.session = Session(Request("1970-01-01T00:00:00Z"))
        self.client = Client(Address.parse(url), self.session, chance=_Soon(), **settings)
        self.arrivals: list[Arrival] = []
        self.standings: list[ConnectionChange] = []
        self._enough = enough
        self._pulse = pulse
        self._done = asyncio.Event()

    @property
    def seqs(self) -> list[int]:
        return [arrival.seq for arrival in self.arrivals if arrival.seq is not None]

    @property
    def states(self) -> list[SessionState]:
        return [standing.state for standing in self.standings]

    async def _arrived(self, arrivals: list[Arrival]) -> None:
        self.arrivals += arrivals
        self._look()

    def _changed(self, standing: ConnectionChange) -> None:
        self.standings.append(standing)
        self._look()

    def _pulsed(self) -> None:
        self._pulse()
        self._look()

    def _look(self) -> None:
        if self._enough(self):
            self._done.set()

    async def run(self) -> None:
        """Until enough was seen; then the task is cancelled, and leaves none behind."""
        async with asyncio.timeout(30):
            running = asyncio.create_task(self.client.run(self._arrived, self._changed, self._pulsed))
            watching = asyncio.create_task(self._done.wait())
            await asyncio.wait([running, watching], return_when=asyncio.FIRST_COMPLETED)
            watching.cancel()
            if running.done():
                await running
            running.cancel()
            await asyncio.gather(running, watching, return_exceptions=True)
        assert asyncio.all_tasks() == {asyncio.current_task()}


def watch(url: str, enough: Callable[[Console], bool] = lambda console: False, **settings: Any) -> Console:
    async def scene() -> Console:
        console = Console(url, enough, **settings)
        await console.run()
        return console

    return asyncio.run(scene())


def up_to(seq: int) -> Callable[[Console], bool]:
    return lambda console: seq in console.seqs


def refusal(url: str, **settings: Any) -> str:
    with pytest.raises(ConnectError) as error:
        watch(url, **settings)
    assert "\n" not in str(error.value)
    return str(error.value)


async def honest(line: Line) -> None:
    """All of ten events, from where the console is."""
    await line.hello()
    after = line.asked["resume_after"]
    await line.batch(*(state(seq) for seq in range(after["seq"] + 1 if after else 1, 11)))
    await line.stay()


def scene(*objects: Any, end: str = "cut") -> Scene:
    """A hello, these, and then the end of the connection."""

    async def play(line: Line) -> None:
        await line.hello()
        await line.say(*objects)
        if end == "cut":
            # The other end has it all: it answers a ping that follows it.
            await (await line.connection.ping())
            line.cut()
        else:
            await line.stay()

    return play


# Through reconnections -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "first",
    [
        scene(state(1), state(2), state(3)),
        scene(state(1), state(1), state(2), state(1)),
        scene(state(1), state(3), state(2), end="stay"),
        scene(state(1), state(2), state(5), end="stay"),
        scene(state(1), {"type": "heartbeat", "at": FULL["heartbeat"]["at"], "seq": 2}, end="stay"),
        scene(state(1), state(2, state="asleep"), {"type": "acme.odd", "seq": 3}),
        scene(),
    ],
    ids=["cut", "repeats", "reorders", "leaves out", "loses the end", "talks nonsense", "goes at once"],
)
def test_that_nothing_is_lost_or_repeated_whatever_the_source_does(first: Scene) -> None:
    with source_of(first, honest) as source:
        console = watch(source.url, up_to(10))
    assert console.seqs == list(range(1, 11))
    assert console.states == [SessionState.LIVE, SessionState.LOST, SessionState.LIVE]
    assert source.closed[-1] == 1000


def test_that_a_cut_in_the_middle_of_a_frame_loses_only_that_frame() -> None:
    async def dies(line: Line) -> None:
        await line.hello()
        await line.say(state(1))
        await (await line.connection.ping())
        line.connection.transport.write(b"\x81\x7e\x01\x00" + b'[{"type":"agent.state",')
        line.cut()

    with source_of(dies, honest) as source:
        assert watch(source.url, up_to(10)).seqs == list(range(1, 11))


def test_that_a_frame_over_4_mb_is_refused_with_1009() -> None:
    async def shouts(line: Line) -> None:
        await line.hello()
        await line.say(state(1))
        await line.raw(b"[" + b" " * 4_200_000 + b"]")
        await line.stay()

    with source_of(shouts, honest) as source:
        console = watch(source.url, up_to(10))
    assert source.closed[0] == 1009
    assert console.seqs == list(range(1, 11))
    assert console.session.counters.invalid == 1
    assert "more than 4,194,304 bytes" in console.standings[1].reason


def test_that_silence_is_stale_then_lost_then_tried_again() -> None:
    async def silent(line: Line) -> None:
        await line.hello(heartbeat_seconds=2)
        await line.stay()

    clock = Clock()
    with source_of(silent, honest) as source:
        console = watch(source.url, up_to(10), passed=clock, pulse=lambda: clock.pass_by(2))
    assert console.states == [SessionState.LIVE, SessionState.STALE, SessionState.LOST, SessionState.LIVE]
    assert console.standings[1].age >= 4
    assert "4 heartbeats missed" in console.standings[2].reason


def test_that_a_change_is_reported_once_and_not_each_try() -> None:
    busy = HTTPStatus.SERVICE_UNAVAILABLE
    with source_of(scene(state(1)), busy, busy, busy, honest) as source:
        console = watch(source.url, up_to(10))
    assert console.states == [SessionState.LIVE, SessionState.LOST, SessionState.LIVE]
    assert len(source.headers) == 5


def test_that_the_time_taken_over_events_is_no_silence_of_the_source() -> None:
    async def much(line: Line) -> None:
        await line.hello(heartbeat_seconds=2)
        for seq in range(1, 601):
            await line.say(state(seq, padding="x" * 1000))
        await line.stay()

    clock, taken_at_pulses = Clock(), [0]

    async def slow() -> Console:
        console = Console(
            source.url,
            lambda console: taken_at_pulses[-1] == 600,
            pulse=lambda: taken_at_pulses.append(len(console.seqs)),
            passed=clock,
        )
        arrived = console._arrived

        async def taken(arrivals: list[Arrival]) -> None:
            clock.pass_by(10)  # longer than four heartbeats
            await arrived(arrivals)

        console._arrived = taken  # type: ignore[method-assign]
        await console.run()
        return console

    with source_of(much) as source:
        console = asyncio.run(slow())
    assert console.seqs == list(range(1, 601))
    assert console.states == [SessionState.LIVE]


# Refusals ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (HTTPStatus.UNAUTHORIZED, "requires a token (401); use --token-file"),
        (HTTPStatus.FORBIDDEN, "forbids the connection (403)"),
        (HTTPStatus.NOT_FOUND, "is not a websocket server: it answers HTTP 404"),
        (HTTPStatus.BAD_GATEWAY, "is not available now (HTTP 502): no"),
        (HTTPStatus.FOUND, "redirects elsewhere (302)"),
    ],
)
def test_that_a_refused_handshake_is_reported_and_not_tried_again(status: HTTPStatus, words: str) -> None:
    with source_of(status) as source:
        assert words in refusal(source.url)
    assert len(source.headers) == 1


def test_that_a_token_refused_is_final_also_later_and_never_shown() -> None:
    with source_of(scene(state(1)), HTTPStatus.UNAUTHORIZED) as source:
        reported = refusal(source.url, token=Token("s3cret", "key.txt"))
    assert "refuses the token of key.txt" in reported
    assert "s3cret" not in reported + repr(Token("s3cret", "key.txt"))
    assert [sent["authorization"] for sent in source.headers] == ["Bearer s3cret"] * 2
    assert not any("origin" in sent for sent in source.headers)


def test_that_a_refused_subscription_is_reported_in_the_sources_words() -> None:
    async def refuses(line: Line) -> None:
        await line.close(4400, "no such team")

    with source_of(refuses) as source:
        assert "refuses (4400): no such team" in refusal(source.url)
    assert len(source.asked) == 1


def test_that_another_protocol_is_final_also_later() -> None:
    async def newer(line: Line) -> None:
        await line.hello(protocol=2)
        await line.stay()

    with source_of(newer) as source:
        assert "uses protocol 2, this program uses 1" in refusal(source.url)
    with source_of(scene(state(1)), newer) as source:
        assert "uses protocol 2" in refusal(source.url)


def test_that_a_source_that_goes_before_its_hello_is_no_source() -> None:
    async def goes(line: Line) -> None:
        line.cut()

    with source_of(goes) as source:
        assert "dropped the connection" in refusal(source.url)
    assert len(source.asked) == 1


def test_that_a_source_of_another_subprotocol_is_none() -> None:
    with source_of(honest, select_subprotocol=lambda *asked: None) as source:
        assert "does not support floorlight.v1" in refusal(source.url)
    with source_of(honest, subprotocols=["chat"]) as source:
        assert "refuses the handshake (400)" in refusal(source.url)


def test_that_what_does_not_listen_or_is_no_web_server_is_reported() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        assert "connection refused" in refusal(f"ws://127.0.0.1:{port}")
        assert "connection refused" in refusal(f"ws://localhost:{port}")
    assert "cannot be found" in refusal("wss://no-such-host.invalid")

    async def gibberish() -> None:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")
            writer.close()

        async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
            url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            with pytest.raises(ConnectError, match="is not a websocket server"):
                await Console(url, lambda console: False).run()

    asyncio.run(gibberish())


def test_that_a_proxy_of_the_environment_is_not_asked_for_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "ws_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with source_of(honest) as source:
        assert watch(source.url, up_to(10)).seqs == list(range(1, 11))


# TLS -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of 127.0.0.1 that signs itself, and its key."""
    return made_certificate(tmp_path_factory.mktemp("tls"), "IP:127.0.0.1")


def secure_source(certificate: tuple[Path, Path], *scenes: Scene) -> Any:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return source_of(*scenes, ssl=context)


def test_that_a_certificate_is_verified_and_a_ca_can_be_added(certificate: tuple[Path, Path]) -> None:
    source: Source
    with secure_source(certificate, honest) as source:
        reported = refusal(source.url)
        assert "cannot be verified" in reported
        assert "--ca-file" in reported
        assert watch(source.url, up_to(10), ca_file=str(certificate[0])).seqs == list(range(1, 11))
        other = source.url.replace("127.0.0.1", "localhost")
        assert "cannot be verified" in refusal(other, ca_file=str(certificate[0]))


def test_that_tls_spoken_to_a_plain_port_is_reported() -> None:
    with source_of(honest) as source:
        assert "does it speak TLS?" in refusal(source.url.replace("ws://", "wss://"))


def test_that_a_ca_file_that_is_none_is_reported(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing", encoding="utf-8")
    assert "no PEM certificate" in refusal("wss://127.0.0.1:9", ca_file=str(tmp_path / "ca.pem"))
    assert "cannot be read" in refusal("wss://127.0.0.1:9", ca_file=str(tmp_path / "absent.pem"))
    assert "not encrypted" in refusal("ws://127.0.0.1:9", ca_file=str(tmp_path / "ca.pem"))


def test_that_a_certificate_that_turns_bad_is_tried_three_times_and_then_reported(
    certificate: tuple[Path, Path],
) -> None:
    async def play(line: Line) -> None:
        await line.hello()
        await line.say(state(1))
        await (await line.connection.ping())
        line.cut()

    trusted = ssl.create_default_context(cafile=str(certificate[0]))
    with secure_source(certificate, play, play) as source:
        console_of: list[Console] = []

        def distrust() -> None:
            console_of[0].client._tls = ssl.create_default_context()

        async def run() -> None:
            console = Console(source.url, lambda console: False, distrust, ca_file=str(certificate[0]))
            console.client._tls = trusted
            console_of.append(console)
            await console.run()

        with pytest.raises(ConnectError, match="cannot be verified"):
            asyncio.run(run())
    assert console_of[0].session.counters.connections == 1


# By hand -------------------------------------------------------------------------------------------


class _Late(random.Random):
    """Chance that always waits the longest."""

    def uniform(self, a: float, b: float) -> float:
        return 3_600.0


def test_that_a_wait_is_cut_short_by_hand() -> None:
    async def scene(url: str) -> Console:
        def enough(console: Console) -> bool:
            if console.states[-1:] == [SessionState.LOST]:
                asyncio.get_running_loop().call_soon(console.client.retry_now)
            return 10 in console.seqs

        console = Console(url, enough)
        console.client._waits = BackOff(_Late())
        await console.run()
        return console

    with source_of(first_of_two, honest) as source:
        assert asyncio.run(scene(source.url)).seqs == list(range(1, 11))


def test_that_one_too_far_behind_connects_again_and_gets_the_present() -> None:
    async def present(line: Line) -> None:
        assert line.asked["resume_after"] is None
        assert line.asked["since"] is None
        await line.hello(resumed=False)
        await line.say(
            {"type": "snapshot", "at": FULL["heartbeat"]["at"], "seq": 90, "events": []}, state(91)
        )
        await line.stay()

    async def scene(url: str) -> Console:
        console = Console(url, up_to(91))
        told: list[bool] = []

        def leave_out() -> None:
            if 1 in console.seqs and not told:
                told.append(True)
                console.client.start_over()

        console._pulse = leave_out
        await console.run()
        return console

    async def first(line: Line) -> None:
        await line.hello()
        await line.say(state(1))
        await line.stay()

    with source_of(first, present) as source:
        assert asyncio.run(scene(source.url)).seqs == [1, 91]


async def first_of_two(line: Line) -> None:
    """Three events, and then the end of the connection."""
    await line.hello()
    await line.batch(state(1), state(2), state(3))
    await (await line.connection.ping())
    line.cut()


def test_that_a_source_reached_by_an_earlier_session_is_tried_again_from_the_start() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"ws://127.0.0.1:{free.getsockname()[1]}"

    async def play() -> Console:
        console = Console(url, lambda console: bool(console.standings))
        console.session.continues = True
        await console.run()
        return console

    console = asyncio.run(play())
    assert console.states == [SessionState.LOST]
    assert "nothing listens" in console.standings[0].reason
    assert console.session.retry_at is not None
