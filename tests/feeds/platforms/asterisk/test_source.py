"""The platform against a switch that restarts, breaks off, falls silent and refuses; on a real TCP server."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest

from feeds.events import Command
from feeds.platforms.asterisk import source as platform
from feeds.platforms.asterisk.ami import connection as line_module
from feeds.platforms.asterisk.ami import queries
from feeds.platforms.asterisk.ami.address import SwitchAddress
from feeds.platforms.asterisk.ami.connection import ANSWER_SECONDS
from feeds.platforms.asterisk.source import Asterisk
from feeds.transport.credentials import Token
from feeds.transport.failures import ConnectError
from tests.feeds.platforms.asterisk.ami.scripted_switch import MEMBER, SECRET, Headers, Switch, switched_on
from tests.feeds.platforms.asterisk.plain_reading import PlainReading
from tests.feeds.platforms.waiting import News

PAUSE: Headers = [
    ("Event", "QueueMemberPause"),
    ("Privilege", "agent,all"),
    ("Timestamp", "1795311405.000000"),
    ("Queue", "sales"),
    ("MemberName", "ana"),
    ("Interface", "PJSIP/1141"),
    ("Paused", "1"),
]


class Soon(random.Random):
    """Chance that waits no time at all."""

    def uniform(self, a: float, b: float) -> float:
        return 0.0


class Site(News):
    """A platform on a scripted switch, and all it said. `passed` is its clock (s)."""

    def __init__(
        self, switch: Switch, secret: str = SECRET, passed: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self.switch = switch
        self.switch.on_asked = self.stir
        self.reading = PlainReading()
        self.reading.on_packet = self.stir
        address = SwitchAddress("127.0.0.1", switch.port, "kim", False)
        self.platform = Asterisk(
            address, Token(secret, "x"), self.reading, lambda: 0, passed=passed, chance=Soon()
        )
        self.remarks: list[str] = []
        self.standings: list[str | None] = []
        self.platform.remark = self._remark
        self.platform.on_events = self.stir

    def changed(self, reason: str | None, wait: float) -> None:
        self.standings.append(reason)
        self.stir()

    def _remark(self, line: str) -> None:
        self.remarks.append(line)
        self.stir()

    @property
    def texts(self) -> list[bytes]:
        journal = self.platform.broadcast.everything.journal
        return journal.read(journal.first_place).texts if journal.end else []

    @property
    def pings(self) -> int:
        return sum(asked["Action"] == "Ping" for asked in self.switch.asked)

    def has_texts(self, count: int) -> bool:
        return len(self.texts) >= count

    def has_pings(self, count: int) -> bool:
        return self.pings >= count

    @property
    def snapshots(self) -> int:
        return sum(b'"snapshot"' in text for text in self.texts)


def on(switch: Switch, act: Callable[[Site], Awaitable[Any]], **settings: Any) -> Site:
    """The site after *act* was done on it; the platform has then been left properly."""

    async def scene() -> Site:
        async with switched_on(switch), asyncio.timeout(20):
            site = Site(switch, **settings)
            keeping = asyncio.create_task(site.platform.run(site.changed))
            acting = asyncio.ensure_future(act(site))
            try:
                await asyncio.wait({keeping, acting}, return_when=asyncio.FIRST_COMPLETED)
                if keeping.done():
                    keeping.result()
                await acting
            finally:
                keeping.cancel()
                acting.cancel()
                await asyncio.gather(keeping, acting, return_exceptions=True)
        return site

    return asyncio.run(scene())


def is_up(site: Site) -> Callable[[], bool]:
    return lambda: bool(site.standings) and site.standings[-1] is None


@pytest.mark.parametrize("piece", [3, 100_000])
def test_that_it_sends_the_present_and_then_what_happens(piece: int) -> None:
    async def act(site: Site) -> None:
        await site.until(is_up(site))
        assert site.snapshots == 1
        site.switch.say(PAUSE)
        await site.until(lambda: len(site.texts) == 2)

    site = on(Switch(piece=piece), act)
    snapshot, pause = site.texts
    assert b'"agent":"ana","state":"available"' in snapshot.replace(b", ", b",")
    assert b'"not_ready"' in pause
    assert b'"seq":1' in pause
    assert site.platform.grants == (
        "monitor",
        "whisper",
        "barge",
        "stop_supervision",
        "message",
        "set_state",
        "set_queues",
        "log_out",
    )
    assert site.switch.asked[-1]["Action"] == "Logoff"


def test_that_a_broken_connection_is_opened_again_and_the_present_asked_for_again() -> None:
    async def act(site: Site) -> None:
        await site.until(is_up(site))
        site.switch.drop()
        await site.until(lambda: site.switch.logins == 2 and is_up(site)())

    site = on(Switch(), act)
    first, lost, again = site.standings
    assert (first, again) == (None, None)
    assert "closed the connection" in (lost or "") or "was dropped" in (lost or "")
    assert site.snapshots == 2
    assert len(site.reading.losses) == 1


def test_that_a_switch_which_answers_no_ping_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "PING_SECONDS", 0.01)
    monkeypatch.setattr(line_module, "ANSWER_SECONDS", 0.1)
    monkeypatch.setattr(queries, "ANSWER_SECONDS", 0.1)

    async def act(site: Site) -> None:
        await site.until(is_up(site))
        site.switch.answers["Ping"] = None
        await site.until(lambda: site.standings[-1] is not None)
        assert site.platform.outage is not None
        del site.switch.answers["Ping"]
        await site.until(is_up(site))
        assert site.platform.outage is None

    site = on(Switch(), act)
    assert "does not answer Ping" in (site.standings[1] or "")


def test_that_a_switch_that_sends_events_but_no_answers_is_not_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It answers late while it has much to send, and is no less alive."""
    monkeypatch.setattr(platform, "PING_SECONDS", 0.01)
    monkeypatch.setattr(line_module, "ANSWER_SECONDS", 0.01)
    seconds = 0.0

    async def act(site: Site) -> None:
        nonlocal seconds
        await site.until(is_up(site))
        site.switch.answers["Ping"] = None
        for sent in range(1, 4):
            seconds += 0.6 * ANSWER_SECONDS
            site.switch.say(PAUSE)
            await site.until(partial(site.has_texts, 1 + sent))
            await site.until(partial(site.has_pings, site.pings + 2))  # at least one had no answer

    assert on(Switch(), act, passed=lambda: seconds).standings == [None]


def test_that_a_restart_is_reported_and_recovered_from() -> None:
    async def act(site: Site) -> None:
        await site.until(is_up(site))
        site.switch.say([("Event", "Shutdown"), ("Shutdown", "Cleanly"), ("Restart", "True")])
        await site.until(lambda: site.reading.packets[-1].name == "Shutdown")
        site.switch.drop()
        await site.until(lambda: site.switch.logins == 2 and is_up(site)())

    site = on(Switch(), act)
    assert "restarts" in (site.standings[1] or "")


def test_that_queues_loaded_late_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "BOOT_NAP", 0.01)
    tries = 0

    def not_yet(asked: dict[str, str]) -> list[Headers]:
        nonlocal tries
        tries += 1
        if tries == 3:
            del switch.answers["QueueStatus"]
        words = "Invalid/unknown command: QueueStatus"
        return [[("Response", "Error"), ("ActionID", asked["ActionID"]), ("Message", words)]]

    switch = Switch(answers={"QueueStatus": not_yet})
    site = on(switch, lambda site: site.until(is_up(site)))
    assert (tries, site.snapshots) == (3, 1)


def test_that_a_switch_without_queues_is_given_up_with_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "BOOT_SECONDS", 0.0)

    def never(asked: dict[str, str]) -> list[Headers]:
        return [[("Response", "Error"), ("ActionID", asked["ActionID"]), ("Message", "Permission denied")]]

    with pytest.raises(ConnectError, match="does not report its queues: Permission denied"):
        on(Switch(answers={"QueueStatus": never}), lambda site: site.until(is_up(site)))


def test_that_a_present_sent_under_another_number_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where something stands between, which asks for others too; it lists no commands either."""
    monkeypatch.setattr(line_module, "ANSWER_SECONDS", 0.05)
    other = ("ActionID", "snap-0")
    answers: dict[str, Any] = {
        "QueueStatus": lambda asked: [
            [("Response", "Success"), other],
            [*MEMBER, other],
            [("Event", "QueueStatusComplete"), other],
        ],
        "ListCommands": None,
    }
    site = on(Switch(answers=answers), lambda site: site.until(is_up(site)))
    assert site.snapshots == 1
    assert site.platform.grants == ()


@pytest.mark.parametrize(
    "said",
    [
        [("Event", "FullyBooted")],
        [("Event", "Reload"), ("Module", "app_queue.so")],
        [("Event", "Reload"), ("Module", "All")],
    ],
)
def test_that_the_present_is_asked_for_when_the_switch_restarts(said: Headers) -> None:
    async def act(site: Site) -> None:
        await site.until(is_up(site))
        site.switch.say(said)
        await site.until(lambda: site.snapshots == 2)

    assert on(Switch(), act).standings == [None]


def test_that_the_present_is_asked_for_now_and_then_since_some_changes_send_no_event(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(platform, "PING_SECONDS", 0.005)
    monkeypatch.setattr(queries, "LOOK_SECONDS", 0.02)
    site = on(Switch(), lambda site: site.until(lambda: site.snapshots >= 3))
    assert site.standings == [None]


def test_that_a_first_refusal_is_final_and_a_later_one_of_the_secret_too() -> None:
    with pytest.raises(ConnectError, match="Authentication failed"):
        on(Switch(), lambda site: site.until(is_up(site)), secret="guess")

    async def act(site: Site) -> None:
        await site.until(is_up(site))
        site.switch.answers["Login"] = lambda asked: [
            [("Response", "Error"), ("ActionID", asked["ActionID"]), ("Message", "Authentication failed")]
        ]
        site.switch.drop()
        await site.until(lambda: False)

    with pytest.raises(ConnectError, match="Authentication failed"):
        on(Switch(), act)


def test_that_a_switch_which_is_gone_is_tried_until_it_is_back() -> None:
    async def act(site: Site) -> None:
        await site.until(is_up(site))
        site.switch.answers["Login"] = lambda asked: [
            [("Response", "Error"), ("ActionID", asked["ActionID"]), ("Message", "Login Already In Use")]
        ]
        site.switch.drop()
        await site.until(lambda: sum("Already In Use" in (said or "") for said in site.standings) >= 3)
        del site.switch.answers["Login"]
        await site.until(is_up(site))

    assert on(Switch(), act).platform.outage is not None  # it has been left


def test_that_a_command_is_carried_out_and_one_without_a_line_is_answered() -> None:
    command = Command(id="1", verb="set_state", agent="ana", state="not_ready", reason="tea")

    async def act(site: Site) -> None:
        await site.until(is_up(site))
        assert await site.platform.carry_out(command) is None

    site = on(Switch(), act)
    assert site.switch.names() == ["QueuePause"]
    assert "is not connected" in (asyncio.run(site.platform.carry_out(command)) or "")


def test_that_what_the_switch_keeps_from_us_is_said_once() -> None:
    untimed = [header for header in PAUSE if header[0] != "Timestamp"]

    async def act(site: Site) -> None:
        await site.until(is_up(site))
        site.switch.say(untimed, untimed, [("Event", "AgentComplete"), ("Privilege", "agent,all")])
        await site.until(lambda: site.reading.packets[-1].name == "AgentComplete")

    site = on(Switch(actions=["QueueStatus"]), act)
    times, calls = site.remarks
    assert "timestampevents = yes" in times
    assert "sends 'kim' no events of its calls" in calls


def test_that_queues_which_change_unseen_betray_a_right_that_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(platform, "PING_SECONDS", 0.005)
    callers = 0

    def summary(asked: dict[str, str]) -> list[Headers]:
        nonlocal callers
        callers += 1
        number = ("ActionID", asked["ActionID"])
        queue = [("Event", "QueueSummary"), ("Queue", "sales"), ("Callers", str(callers)), number]
        return [[("Response", "Success"), number], queue]

    async def act(site: Site) -> None:
        await site.until(lambda: any("no events of its queues" in line for line in site.remarks))

    assert "read = agent,call,system" in on(Switch(answers={"QueueSummary": summary}), act).remarks[-1]


def test_that_an_account_that_may_read_the_configuration_is_let_do_so() -> None:
    async def act(site: Site) -> None:
        await site.until(is_up(site))
        site.switch.say([("Event", "Reload"), ("Module", "app_queue")])
        await site.until(lambda: site.snapshots == 2)

    assert len(on(Switch(actions=["GetConfig"]), act).reading.settings) == 2
    assert on(Switch(), act).reading.settings == []


def test_that_no_secret_is_in_what_it_says() -> None:
    site = on(Switch(), lambda site: site.until(is_up(site)))
    said = [*site.remarks, *(str(reason) for reason in site.standings), repr(vars(site.platform))]
    assert not any(SECRET in line for line in said)
