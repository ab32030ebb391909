"""Chance: the same stream for a seed and purpose, and the distributions it says."""

from __future__ import annotations

from statistics import fmean, median, stdev

import pytest

from feeds.simulator.site.random_streams import RandomStream

FIRST = 0.5665565625645476


def test_that_a_stream_is_its_seed_and_purpose() -> None:
    def drawn(seed: int, purpose: str) -> list[float]:
        rng = RandomStream(seed, purpose)
        return [rng.share() for _ in range(5)]

    assert drawn(1, "talk") == drawn(1, "talk")
    assert len({tuple(drawn(1, "talk")), tuple(drawn(2, "talk")), tuple(drawn(1, "waits"))}) == 3
    # The very numbers: another Python or another machine must draw them too.
    assert drawn(1, "talk")[0] == pytest.approx(FIRST, abs=1e-15)


def test_that_each_distribution_is_what_it_says() -> None:
    rng, n = RandomStream(3, "shapes"), 20_000
    gaps = [rng.exponential(30) for _ in range(n)]
    assert fmean(gaps) == pytest.approx(30, rel=0.05)
    assert stdev(gaps) == pytest.approx(30, rel=0.05)
    talks = [rng.lognormal(180, 0.7) for _ in range(n)]
    assert median(talks) == pytest.approx(180, rel=0.05)
    assert fmean(talks) == pytest.approx(180 * 1.2776, rel=0.05)
    assert fmean(rng.chance(0.3) for _ in range(n)) == pytest.approx(0.3, abs=0.02)
    assert {rng.whole(2, 4) for _ in range(200)} == {2, 3, 4}
    assert {rng.pick("ab") for _ in range(50)} == {"a", "b"}
    picked = [rng.weighed(((0.7, "often"), (0.2, "rarely"), (0.1, "seldom"))) for _ in range(n)]
    assert picked.count("often") / n == pytest.approx(0.7, abs=0.02)
    assert picked.count("seldom") / n == pytest.approx(0.1, abs=0.02)
