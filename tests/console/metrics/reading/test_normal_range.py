"""What chance makes: the intervals of shares, counts and means, and outcomes that are not independent."""

from __future__ import annotations

import random
from math import exp, factorial

import numpy as np
import pytest

from console.metrics.reading.normal_range import (
    Verdict,
    are_signals,
    count_deviation,
    effective_counts,
    is_too_few,
    mean_deviation,
    poisson_range,
    share_deviation,
    wilson,
)


@pytest.mark.parametrize("expected", [0.3, 1.0, 4.5, 10.0, 33.3, 120.0])
def test_that_at_most_2_5_percent_of_a_poisson_lie_beyond_each_end_of_its_range(expected: float) -> None:
    def share(low: int, high: int) -> float:
        return sum(exp(-expected) * expected**value / factorial(value) for value in range(low, high + 1))

    low, high = poisson_range(expected)
    assert share(0, low - 1) <= 0.025 < share(0, low)
    assert share(0, high - 1) < 0.975 <= share(0, high)


def test_that_a_large_count_has_a_range_too() -> None:
    low, high = poisson_range(1_000_000.0)
    assert (1_000_000 - low, high - 1_000_000) == pytest.approx((1960, 1960), abs=2)


def test_that_a_count_outside_the_range_is_a_signal() -> None:
    assert count_deviation(3, 10.0).verdict is Verdict.SIGNAL
    assert count_deviation(4, 10.0).verdict is Verdict.NORMAL
    assert count_deviation(0, 0.0).verdict is Verdict.NORMAL
    assert count_deviation(1, 0.0).verdict is Verdict.SIGNAL


def test_that_the_interval_of_a_share_is_wilsons() -> None:
    # Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263 and 15 of 148.
    low, high = wilson(np.array([81 / 263, 15 / 148]), np.array([263.0, 148.0]))
    assert low.round(4).tolist() == [0.2553, 0.0624]
    assert high.round(4).tolist() == [0.3662, 0.1605]


def test_that_few_outcomes_say_nothing() -> None:
    assert share_deviation(0, 7, 0.5).verdict is Verdict.TOO_FEW
    assert share_deviation(16, 24, 0.8).verdict is Verdict.TOO_FEW  # 4.8 failures expected
    assert share_deviation(0, 0, 0.8).verdict is Verdict.TOO_FEW
    assert is_too_few(9.0, 0.5)
    assert not is_too_few(10.0, 0.5)


def test_that_outcomes_worth_less_need_to_be_more() -> None:
    assert share_deviation(54, 80, 0.8).verdict is Verdict.SIGNAL
    found = share_deviation(54, 80, 0.8, worth=0.4)
    assert (found.verdict, found.number, found.effective) == (Verdict.NORMAL, 80, 32.0)


def test_that_independent_outcomes_count_in_full() -> None:
    marks = np.array([1, 0, 1, 1, 0, 1, 0, 1] * 6)
    assert effective_counts(marks, np.array([0]), np.array([48])).tolist() == [48.0]


def test_that_outcomes_in_runs_count_less() -> None:
    runs = np.array(([1] * 8 + [0] * 2) * 5)
    assert effective_counts(runs, np.array([0]), np.array([50]))[0] < 30


def test_that_the_effective_number_is_that_of_the_correlation_of_neighbours() -> None:
    dice = random.Random(5)
    marks = [1]
    for _ in range(4_000):  # keeps the last outcome in half of all cases: the correlation is a half
        marks.append(marks[-1] if dice.random() < 0.5 else int(dice.random() < 0.7))
    row = np.array(marks)
    (found,) = effective_counts(row, np.array([0]), np.array([len(row)]))
    assert found == pytest.approx(len(row) / 3, rel=0.1)


def test_that_each_run_is_counted_as_if_it_were_alone() -> None:
    dice = random.Random(3)
    row = np.array([int(place // 9 % 2 == 0 or dice.random() < 0.3) for place in range(300)])
    first, last = np.array([0, 40, 100, 299, 300]), np.array([200, 160, 300, 300, 300])
    alone = [
        effective_counts(row[low:high], np.array([0]), np.array([high - low]))[0]
        for low, high in zip(first.tolist(), last.tolist(), strict=True)
    ]
    np.testing.assert_allclose(effective_counts(row, first, last), alone)


def test_that_signals_of_many_shares_are_those_of_each() -> None:
    shares, counts = np.array([0.5, 0.75, 0.99, np.nan]), np.array([100.0, 100.0, 100.0, 0.0])
    found = [share_deviation(share * 100, 100, 0.8).verdict is Verdict.SIGNAL for share in shares[:3]]
    assert are_signals(shares, counts, 0.8).tolist() == [*found, False] == [True, False, True, False]


def test_that_a_mean_needs_eight_values() -> None:
    assert mean_deviation([1.0] * 7, 5.0).verdict is Verdict.TOO_FEW
    assert mean_deviation([1.0] * 8, 5.0).verdict is Verdict.SIGNAL
    assert mean_deviation([], 5.0).verdict is Verdict.TOO_FEW
    assert mean_deviation([float("nan")] * 9, 5.0).number == 0


def test_that_a_mean_is_a_signal_beyond_1_96_standard_errors() -> None:
    values = [10.0, 20.0] * 8  # mean 15, standard error 1.29
    assert mean_deviation(values, 15 + 2.5).verdict is Verdict.NORMAL
    assert mean_deviation(values, 15 + 2.6).verdict is Verdict.SIGNAL


def test_that_independent_outcomes_at_their_usual_share_are_seldom_a_signal() -> None:
    lit = 0
    for seed in range(200):
        dice = random.Random(seed)
        successes = sum(dice.random() < 0.8 for _ in range(60))
        lit += share_deviation(successes, 60, 0.8).verdict is Verdict.SIGNAL
    assert lit / 200 <= 0.05 + 2 * 0.0154  # two standard errors of 5 % in 200 tries
