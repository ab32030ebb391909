"""A console in the switch's own process: it hears what one behind a server would, through all losses."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from feeds.broadcast.console_session import HEARTBEAT_SECONDS
from feeds.events import AgentState, Event
from feeds.instants import instant_text
from feeds.platforms import in_process_client
from feeds.platforms.asterisk.ami.address import SwitchAddress
from feeds.platforms.asterisk.source import Asterisk
from feeds.platforms.in_process_client import DirectClient, Hearing
from feeds.protocol.frames import Arrival
from feeds.protocol.sequence import EventSequences
from feeds.protocol.session import Request, Session, SessionState
from feeds.transport.client import ConnectionChange
from feeds.transport.credentials import Token
from feeds.transport.failures import ConnectError, LostError
from feeds.transport.feed_thread import LiveFeed
from tests.feeds.platforms.asterisk.ami.scripted_switch import SECRET, Switch, switched_on
from tests.feeds.platforms.asterisk.plain_reading import PlainReading
from tests.feeds.platforms.asterisk.test_source import PAUSE, Soon
from tests.feeds.platforms.waiting import News


class Desk(News):
    """A console beside a scripted switch, and all it heard."""

    def __init__(self, switch: Switch, session: Session | None = None, secret: str = SECRET) -> None:
        super().__init__()
        self.switch = switch
        self.arrivals: list[Arrival] = []
        self.standings: list[ConnectionChange] = []
        self.session = session or Session(Request("1970-01-01T00:00:00Z"))
        address = SwitchAddress("127.0.0.1", switch.port, "kim", False)
        platform = Asterisk(address, Token(secret, "x"), PlainReading(), lambda: 0, chance=Soon())
        self.client = DirectClient(platform, self.session)

    async def arrived(self, arrivals: list[Arrival]) -> None:
        self.arrivals += arrivals
        self.stir()

    def changed(self, standing: ConnectionChange) -> None:
        self.standings.append(standing)
        self.stir()

    @property
    def types(self) -> list[str]:
        return [json.loads(arrival.raw)["type"] for arrival in self.arrivals]

    @property
    def sent(self) -> list[str]:
        """The types of all that came but heartbeats, whose time is their own."""
        return [name for name in self.types if name != "heartbeat"]

    @property
    def states(self) -> list[SessionState]:
        return [standing.state for standing in self.standings]


class RetriedSession(Session):
    """A session that notes the second of each next try."""

    def __init__(self, request: Request) -> None:
        self.tries: list[float | None] = []
        self.on_retry: Callable[[], object] = lambda: None
        super().__init__(request)

    @property
    def retry_at(self) -> float | None:
        return self.tries[-1]

    @retry_at.setter
    def retry_at(self, second: float | None) -> None:
        self.tries.append(second)
        self.on_retry()


def beside(switch: Switch, act: Callable[[Desk], Awaitable[None]], **settings: Any) -> Desk:
    async def scene() -> Desk:
        async with switched_on(switch), asyncio.timeout(20):
            desk = Desk(switch, **settings)
            running = asyncio.create_task(desk.client.run(desk.arrived, desk.changed))
            acting = asyncio.ensure_future(act(desk))
            await asyncio.wait({running, acting}, return_when=asyncio.FIRST_COMPLETED)
            for task in (running, acting):
                if not task.done():
                    task.cancel()
            found = await asyncio.gather(running, acting, return_exceptions=True)
            for error in found:
                if isinstance(error, Exception):
                    raise error
        return desk

    return asyncio.run(scene())


def test_that_it_hears_the_present_and_then_each_event_once() -> None:
    async def act(desk: Desk) -> None:
        await desk.until(lambda: "snapshot" in desk.types)
        desk.switch.say(PAUSE)
        await desk.until(lambda: "agent.state" in desk.types)

    desk = beside(Switch(), act)
    assert desk.sent == ["hello", "snapshot", "agent.state"]
    assert "heartbeat" in desk.types, "only that says that the present is whole"
    assert desk.states == [SessionState.LIVE]
    assert desk.session.hello is not None
    assert "set_state" in desk.session.hello.grants


def test_that_it_goes_on_after_a_loss_where_it_was_with_a_new_present() -> None:
    async def act(desk: Desk) -> None:
        await desk.until(lambda: "snapshot" in desk.types)
        desk.switch.say(PAUSE)
        await desk.until(lambda: "agent.state" in desk.types)
        desk.switch.drop()
        await desk.until(lambda: desk.types.count("snapshot") == 2)

    desk = beside(Switch(), act)
    assert desk.sent == ["hello", "snapshot", "agent.state", "hello", "snapshot"]
    assert desk.states == [SessionState.LIVE, SessionState.LOST, SessionState.LIVE]
    (_, again) = [arrival for arrival in desk.arrivals if b'"hello"' in arrival.raw]
    assert json.loads(again.raw)["resumed"] is True
    assert desk.session.counters.gaps == 0


def test_that_a_loss_is_reported_once_and_each_next_try_is_known() -> None:
    session = RetriedSession(Request("1970-01-01T00:00:00Z"))

    async def act(desk: Desk) -> None:
        session.on_retry = desk.stir
        await desk.until(lambda: "snapshot" in desk.types)
        assert session.tries == [None], "there is no next try before a loss"
        desk.switch.banner, banner = b"220 mail\r\n", desk.switch.banner
        desk.switch.drop()
        await desk.until(lambda: len(session.tries) >= 4)
        desk.switch.banner = banner
        await desk.until(lambda: desk.states[-1] is SessionState.LIVE)

    desk = beside(Switch(), act, session=session)
    assert desk.states == [SessionState.LIVE, SessionState.LOST, SessionState.LIVE]


def test_that_a_command_said_is_carried_out_and_answered() -> None:
    command = {"type": "command", "id": "7", "verb": "set_state", "agent": "ana", "state": "not_ready"}

    async def act(desk: Desk) -> None:
        with pytest.raises(LostError):
            await desk.client.send(json.dumps(command).encode())
        await desk.until(lambda: "snapshot" in desk.types)
        await desk.client.send(json.dumps(command).encode())
        await desk.until(lambda: "command_result" in desk.types)

    desk = beside(Switch(), act)
    assert json.loads(desk.arrivals[-1].raw) == {
        "type": "command_result",
        "id": "7",
        "ok": True,
        "error": None,
    }
    assert desk.switch.names() == ["QueuePause"]


def test_that_heartbeats_come_and_stop_while_the_switch_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_process_client, "HEARTBEAT_SECONDS", 0.05)
    monkeypatch.setattr(in_process_client, "_PULSE_SECONDS", 0.01)

    async def act(desk: Desk) -> None:
        await desk.until(lambda: desk.types.count("heartbeat") == 2)
        monkeypatch.setattr("feeds.platforms.asterisk.source._SILENT_SECONDS", -1.0)
        await desk.until(lambda: SessionState.STALE in desk.states)
        monkeypatch.setattr("feeds.platforms.asterisk.source._SILENT_SECONDS", 60.0)
        await desk.until(lambda: desk.states[-1] is SessionState.LIVE)

    assert beside(Switch(), act).states[:3] == [SessionState.LIVE, SessionState.STALE, SessionState.LIVE]


class NeverQuiet(Asterisk):
    """A switch that is there, and has always more to send. Its seconds pass by hand."""

    outage = None
    seconds = 0.0

    def __init__(self) -> None:
        address = SwitchAddress("127.0.0.1", 5038, "kim", False)
        super().__init__(address, Token("x", "x"), PlainReading(), lambda: 0)

    def say_one(self) -> None:
        said = {"at": instant_text(0), "agent": "ana", "state": "available"}
        sent: list[Event] = [AgentState.model_validate(said)]
        self._publish(sent)


def test_that_heartbeats_come_also_while_there_is_always_more_to_send() -> None:
    switch = NeverQuiet()
    hearing = Hearing(switch, Session(Request()), lambda: switch.seconds)
    hearing.open()
    last, pauses = 0.0, []
    while switch.seconds < 60:
        switch.seconds += 0.1
        switch.say_one()
        if any(b'"heartbeat"' in arrival.raw for arrival in hearing.take()):
            pauses.append(switch.seconds - last)
            last = switch.seconds
        assert hearing.session.state is SessionState.LIVE
    assert len(pauses) >= 10
    assert max(pauses) < 2 * HEARTBEAT_SECONDS


def test_that_a_command_that_breaks_is_answered_and_not_left_to_wait(
    caplog: pytest.LogCaptureFixture,
) -> None:
    command = {"type": "command", "id": "7", "verb": "set_state", "agent": "ana", "state": "not_ready"}

    def breaks(agent: str) -> None:
        raise ZeroDivisionError

    async def act(desk: Desk) -> None:
        await desk.until(lambda: "snapshot" in desk.types)
        switch = desk.client.switch
        assert isinstance(switch, Asterisk)
        switch.reading.memberships = breaks  # type: ignore[method-assign, assignment]
        await desk.client.send(json.dumps(command).encode())
        await desk.until(lambda: "command_result" in desk.types)

    desk = beside(Switch(), act)
    (answer,) = [arrival for arrival in desk.arrivals if b"command_result" in arrival.raw]
    assert json.loads(answer.raw)["error"] == "it failed unexpectedly: ZeroDivisionError"
    assert "command set_state failed unexpectedly" in caplog.text


def test_that_a_first_refusal_ends_it() -> None:
    async def act(desk: Desk) -> None:
        await desk.until(lambda: False)

    with pytest.raises(ConnectError, match="Authentication failed"):
        beside(Switch(), act, secret="guess")


def test_that_a_recording_of_another_source_is_not_gone_on_with() -> None:
    async def act(desk: Desk) -> None:
        await desk.until(lambda: False)

    numberings = EventSequences()
    numberings.open("lisbon", "e1")
    session = Session(Request(None), numberings, "lisbon")
    with pytest.raises(ConnectError, match=r"it is the source '127.0.0.1', not 'lisbon'"):
        beside(Switch(), act, session=session)


def test_that_the_windows_own_thread_can_run_it() -> None:
    async def scene() -> list[str]:
        async with switched_on(Switch()) as switch:
            loop, news = asyncio.get_running_loop(), asyncio.Event()
            feed = LiveFeed(Desk(switch).client, notify=lambda: loop.call_soon_threadsafe(news.set))
            feed.start()
            found: list[str] = []
            async with asyncio.timeout(10):
                while "snapshot" not in found:
                    await news.wait()
                    news.clear()
                    found += [json.loads(arrival.raw)["type"] for arrival in feed.inbox.take(100)]
            await asyncio.to_thread(feed.stop)
            assert feed.failure is None
        return found

    assert asyncio.run(scene())[:2] == ["hello", "snapshot"]
