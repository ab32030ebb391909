"""Names of streams: one for each source and scope."""

from __future__ import annotations

import pytest

from console.history.recording.stream_names import stream_name
from feeds.protocol.session import Request


@pytest.mark.parametrize(
    "url", ["ws://127.0.0.1:8765", "WS://127.0.0.1:8765/", "ws://127.0.0.1:8765//", "ws://127.0.0.1:08765"]
)
def test_that_an_address_has_one_name_however_it_is_written(url: str) -> None:
    assert stream_name(url, Request()) == "ws://127.0.0.1:8765"


def test_that_other_places_and_scopes_have_other_names() -> None:
    requests = [Request(), Request(teams=("a", "b")), Request(queues=("a",)), Request(teams=("c",))]
    urls = ["ws://127.0.0.1:8765", "ws://127.0.0.1:8765/x", "ws://127.0.0.1:8765?x=1", "ami://pbx:5038"]
    names = {stream_name(url, request) for url in urls for request in requests}
    assert len(names) == len(urls) * len(requests)
    assert stream_name("ami://pbx:5038", Request()) == "ami://pbx:5038"
    first, second = (Request(teams=teams) for teams in (("a", "b"), ("b", "a")))
    assert stream_name(urls[0], first) == stream_name(urls[0], second)
