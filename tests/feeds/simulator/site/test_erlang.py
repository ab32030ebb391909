"""How many agents a load needs, held against figures of Erlang's tables and against its own limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.simulator.site.erlang import bearable, in_time, required, waiting_chance

LOADS = st.floats(0.1, 80)


@pytest.mark.parametrize(
    ("agents", "load", "chance"), [(1, 0.5, 0.5), (5, 4.0, 0.554), (10, 8.0, 0.409), (3, 3.0, 1.0)]
)
def test_that_the_chance_to_wait_is_that_of_the_tables(agents: int, load: float, chance: float) -> None:
    assert waiting_chance(agents, load) == pytest.approx(chance, abs=0.001)


@given(LOADS, st.floats(30, 900), st.floats(0, 120), st.floats(0.1, 0.99))
def test_that_required_is_the_fewest_that_keep_the_target(
    load: float, handling: float, threshold: float, target: float
) -> None:
    agents = required(load, handling, threshold, target)
    assert in_time(agents, load, handling, threshold) >= target
    assert agents == 1 or in_time(agents - 1, load, handling, threshold) < target


def test_that_no_load_needs_nobody_and_too_few_agents_are_never_in_time() -> None:
    assert required(0, 300, 20, 0.8) == 0
    assert in_time(3, 3.0, 300, 20) == 0


@given(st.integers(1, 60), st.floats(0.1, 0.95))
def test_that_what_is_bearable_keeps_the_target_and_a_little_more_breaks_it(
    agents: int, target: float
) -> None:
    share = bearable(agents, 300, 20, target)
    assert share == 0 or in_time(agents, share * agents, 300, 20) >= target
    assert in_time(agents, (share + 0.001) * agents, 300, 20) < target
