"""What every client offers, be it over the wire or in the same process."""

from __future__ import annotations

import inspect

import pytest

from feeds.platforms.in_process_client import DirectClient
from feeds.protocol.session import SessionState
from feeds.transport.client import ConnectionChange, SourceClient
from feeds.transport.websocket import Client


@pytest.mark.parametrize("kind", [Client, DirectClient])
@pytest.mark.parametrize("method", ["run", "send"])
def test_that_each_client_is_called_alike(kind: type, method: str) -> None:
    expected = inspect.signature(getattr(SourceClient, method)).parameters
    found = inspect.signature(getattr(kind, method)).parameters
    assert list(found) == list(expected)
    assert inspect.iscoroutinefunction(getattr(kind, method))


def test_that_a_change_without_a_loss_has_no_reason_and_no_wait() -> None:
    change = ConnectionChange(SessionState.LIVE)
    assert (change.reason, change.wait) == ("", 0.0)
