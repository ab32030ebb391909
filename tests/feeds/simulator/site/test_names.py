"""Names: as many as are asked for, none twice."""

from __future__ import annotations

from itertools import islice

from feeds.simulator.site.names import people, teams, topics
from feeds.simulator.site.random_streams import RandomStream


def test_that_names_never_repeat() -> None:
    for names in (people(RandomStream(1, "names")), teams()):
        found = list(islice(names, 21_000))
        assert len(set(found)) == len(found)


def test_that_there_are_topics_for_a_thousand_queues() -> None:
    assert len(set(topics())) == 1000
