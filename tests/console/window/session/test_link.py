"""How a source's state shows, live, rewound and of a recording."""

from __future__ import annotations

from console.desk.playhead import Playhead
from console.sources.source import Phase, SourceState
from console.views.floor.choices import LinkState
from console.views.rows import Link
from console.window.session.link import link_of


def test_that_a_live_source_is_live_at_the_edge_and_rewound_before_it() -> None:
    head, state = Playhead(0, 10_000, follows=True), SourceState(Phase.LIVE, age_seconds=0.5)
    assert link_of(state, head) == LinkState(Link.LIVE, 0.5)
    head.seek(5_000)
    assert link_of(state, head) == LinkState(Link.REWOUND, 0.5, speed=1.0)


def test_that_old_data_is_old_wherever_the_playhead_is() -> None:
    head = Playhead(0, 10_000, follows=True)
    head.seek(5_000)
    state = SourceState(Phase.RECONNECTING, age_seconds=9.0, retry_in=2.0)
    assert link_of(state, head) == LinkState(Link.RECONNECTING, 9.0, 2.0)


def test_that_a_recording_has_the_speed_it_is_played_at() -> None:
    head = Playhead(0, 10_000, follows=False)
    assert link_of(SourceState(Phase.COMPLETE), head).speed == 0
    head.play()
    assert link_of(SourceState(Phase.COMPLETE), head) == LinkState(Link.REPLAY, speed=head.speed)
