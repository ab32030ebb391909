"""Commands from a window's thread: pending, then done, refused or timed out, in the source's words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from feeds.protocol.session import SessionState
from feeds.transport.command_sender import (
    ANSWER_SECONDS,
    RING_SECONDS,
    CommandSender,
    CommandState,
    SentCommand,
)
from feeds.transport.feed_thread import LiveFeed
from tests.feeds.transport.scripted_source import Line, source_of, state
from tests.feeds.transport.test_feed_thread import feed_of, until


class Scene:
    """A sender whose clock the test moves."""

    def __init__(self, feed: LiveFeed) -> None:
        self.now = 0.0
        self.feed = feed
        until(lambda: feed.standing.state is SessionState.LIVE)
        self.sender = CommandSender(feed, lambda: self.now)

    def outcome(self, name: str) -> SentCommand:
        """The command once it is over."""
        until(lambda: bool(self.sender.poll()) or self._found(name).is_over)
        return self._found(name)

    def _found(self, name: str) -> SentCommand:
        found = self.sender.find(name)
        assert found is not None
        return found


async def _command(line: Line) -> dict[str, Any]:
    """The next command the console sends."""
    return dict(json.loads(await line.connection.recv()))


async def _answer(line: Line, name: str, error: str | None = None) -> None:
    await line.say({"type": "command_result", "id": name, "ok": error is None, "error": error})


def test_that_a_command_is_pending_then_done_or_refused_in_the_sources_words() -> None:
    asked: list[dict[str, Any]] = []

    async def answers(line: Line) -> None:
        await line.hello(grants=["claim", "log_out"])
        for error in (None, "lea has it since 10:42"):
            asked.append(await _command(line))
            await _answer(line, asked[-1]["id"], error)
            await _answer(line, asked[-1]["id"], "a second answer, which changes nothing")
        await line.stay()

    with source_of(answers) as source, feed_of(source) as feed:
        scene = Scene(feed)
        assert scene.sender.grants == ("claim", "log_out")
        first = scene.sender.send("claim", {"flag": "f1"})
        pending = scene.sender.find(first)
        assert pending is not None
        assert (pending.state, pending.verb, pending.arguments) == (
            CommandState.PENDING,
            "claim",
            {"flag": "f1"},
        )
        assert scene.outcome(first).state is CommandState.DONE
        second = scene.outcome(scene.sender.send("claim", {"flag": "f2"}))
        assert (second.state, second.reason) == (CommandState.REFUSED, "lea has it since 10:42")
    assert [command["verb"] for command in asked] == ["claim", "claim"]
    assert asked[0] == {"type": "command", "id": first, "verb": "claim", "flag": "f1"}


async def silent(line: Line) -> None:
    await line.hello(grants=["claim", "monitor"])
    await line.stay()


def test_that_a_change_is_reported_once() -> None:
    async def answers(line: Line) -> None:
        await line.hello(grants=["claim"])
        await _answer(line, (await _command(line))["id"])
        await line.stay()

    with source_of(answers) as source, feed_of(source) as feed:
        scene = Scene(feed)
        name = scene.sender.send("claim", {"flag": "f1"})
        changed: list[SentCommand] = []

        def has_changed() -> bool:
            changed.extend(scene.sender.poll())
            return bool(changed)

        until(has_changed)
        assert [(command.id, command.state) for command in changed] == [(name, CommandState.DONE)]
        assert scene.sender.poll() == []


@pytest.mark.parametrize(
    ("verb", "fields", "words"),
    [
        ("log_out", {"agent": "ana"}, "the source does not grant log_out"),
        ("dance", {}, "verb"),
        ("claim", {"flag": ""}, "flag"),
        ("claim", {"flag": 7}, "flag"),
    ],
)
def test_that_what_is_not_granted_or_not_valid_is_refused_unsent(
    verb: str, fields: dict[str, Any], words: str
) -> None:
    with source_of(silent) as source, feed_of(source) as feed:
        scene = Scene(feed)
        found = scene.outcome(scene.sender.send(verb, fields))
        assert found.state is CommandState.REFUSED
        assert words in found.reason
        assert scene.sender._sending == {}


@pytest.mark.parametrize(
    ("verb", "fields", "seconds"),
    [
        ("claim", {"flag": "f1"}, ANSWER_SECONDS),
        ("monitor", {"agent": "ana", "device": "SIP/7"}, RING_SECONDS),
    ],
)
def test_that_a_command_times_out(verb: str, fields: dict[str, Any], seconds: float) -> None:
    with source_of(silent) as source, feed_of(source) as feed:
        scene = Scene(feed)
        name = scene.sender.send(verb, fields)
        scene.now = seconds - 1
        assert scene.sender.poll() == []
        scene.now = seconds
        found = scene.outcome(name)
        assert (found.state, found.reason) == (CommandState.TIMED_OUT, f"no answer within {seconds:.0f} s")


def test_that_a_connection_lost_before_the_answer_leaves_it_unknown() -> None:
    async def breaks_off(line: Line) -> None:
        await line.hello(grants=["claim"])
        await line.say(state(1))
        await _command(line)
        line.cut()

    with source_of(breaks_off, silent) as source, feed_of(source) as feed:
        scene = Scene(feed)
        found = scene.outcome(scene.sender.send("claim", {"flag": "f1"}))
        assert (found.state, found.reason) == (
            CommandState.TIMED_OUT,
            "the connection was lost before an answer",
        )


def test_that_a_late_answer_corrects_a_time_out() -> None:
    async def answers_late(line: Line) -> None:
        await line.hello(grants=["claim"])
        name = (await _command(line))["id"]
        await _command(line)
        await _answer(line, name)
        await line.stay()

    with source_of(answers_late) as source, feed_of(source) as feed:
        scene = Scene(feed)
        name = scene.sender.send("claim", {"flag": "f1"})
        scene.now = ANSWER_SECONDS
        assert scene.outcome(name).state is CommandState.TIMED_OUT
        scene.sender.send("claim", {"flag": "f2"})
        until(lambda: any(command.state is CommandState.DONE for command in scene.sender.poll()))
        found = scene.sender.find(name)
        assert found is not None
        assert found.state is CommandState.DONE


def test_that_nothing_is_sent_once_the_feed_has_ended() -> None:
    with source_of(silent) as source, feed_of(source) as feed:
        scene = Scene(feed)
    found = scene.outcome(scene.sender.send("claim", {"flag": "f1"}))
    assert (found.state, found.reason) == (CommandState.REFUSED, "not connected to the source")


def test_that_old_outcomes_are_forgotten_and_pending_ones_never(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.transport.command_sender._OUTCOMES_KEPT", 3)
    with source_of(silent) as source, feed_of(source) as feed:
        scene = Scene(feed)
        pending = scene.sender.send("claim", {"flag": "f1"})
        refused = [scene.sender.send("log_out", {"agent": "ana"}) for _ in range(5)]
        assert scene.sender.find(pending) is not None
        assert scene.sender.find(refused[0]) is None
        assert scene.sender.find(refused[-1]) is not None
