"""How the data reaches the screen: the state of a source, seen from where the playhead is."""

from __future__ import annotations

from console.desk.playhead import Playhead
from console.sources.source import Phase, SourceState
from console.views.floor.choices import LinkState
from console.views.rows import Link

_LINKS = {
    Phase.LOADING: Link.LOADING,
    Phase.COMPLETE: Link.REPLAY,
    Phase.LIVE: Link.LIVE,
    Phase.STALE: Link.STALE,
    Phase.RECONNECTING: Link.RECONNECTING,
}


def link_of(state: SourceState, playhead: Playhead) -> LinkState:
    """The link of a source in *state*: of a live one that is rewound, and of a recording, also its speed."""
    link, speed = _LINKS[state.phase], None
    if link is Link.REPLAY:
        speed = playhead.speed if playhead.playing else 0.0
        if playhead.is_over_live:
            return LinkState(Link.REWOUND, speed=speed)
    elif link is Link.LIVE and not playhead.at_edge:
        link, speed = Link.REWOUND, playhead.speed
    return LinkState(link, state.age_seconds, state.retry_in, speed, state.catches_up, state.behind_seconds)
