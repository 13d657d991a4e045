"""The count of false rejections: it keeps what is kept, and sees what is not."""

from __future__ import annotations

import numpy as np

from grader.audit.findings.rates import NULLS, Null, lower_bound, null_rates, upper_bound


def test_the_battery_keeps_its_promises() -> None:
    rates = null_rates(60)
    assert len(rates) == 2 * len(NULLS)
    assert all(rate.kept for rate in rates)


def test_a_test_that_rejects_too_often_is_seen() -> None:
    eager = Null(
        "five times its level",
        lambda rng: (rng.random(1),),
        lambda sample, level: bool(sample[0][0] < 5 * level),
    )
    rates = null_rates(1500, nulls=[eager])
    assert not any(rate.kept for rate in rates if rate.level == 1e-2)


def test_counts_are_the_same_each_time() -> None:
    assert null_rates(20, nulls=NULLS[2:3]) == null_rates(20, nulls=NULLS[2:3])


def test_bounds_are_exact() -> None:
    assert np.isclose(upper_bound(0, 100), 1 - 0.05 ** (1 / 100))
    assert np.isclose(lower_bound(200, 200), 0.05 ** (1 / 200))
    assert upper_bound(5, 5) == 1.0
    assert lower_bound(0, 5) == 0.0
