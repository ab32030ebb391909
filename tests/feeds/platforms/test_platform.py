"""What every platform offers to whoever serves it: Asterisk, the first, offers it all."""

from __future__ import annotations

import inspect

import pytest

from feeds.platforms.asterisk.ami.address import SwitchAddress
from feeds.platforms.asterisk.source import Asterisk
from feeds.platforms.platform import Platform
from feeds.transport.credentials import Token
from tests.feeds.platforms.asterisk.plain_reading import PlainReading


def asterisk() -> Platform:
    address = SwitchAddress("127.0.0.1", 5038, "kim", False)
    return Asterisk(address, Token("s3cret", "x"), PlainReading(), lambda: 1_000, passed=lambda: 0.0)


def test_that_a_platform_that_is_not_connected_says_so_and_grants_nothing() -> None:
    platform = asterisk()
    assert platform.outage is not None
    assert platform.address.place in platform.outage
    assert platform.grants == ()
    assert platform.now() == platform.player.now(0.0) == 1_000
    assert platform.broadcast.everything.journal.last == 0


@pytest.mark.parametrize("method", ["run", "carry_out"])
def test_that_it_is_called_as_the_protocol_says(method: str) -> None:
    expected = list(inspect.signature(getattr(Platform, method)).parameters)
    assert list(inspect.signature(getattr(Asterisk, method)).parameters) == expected
