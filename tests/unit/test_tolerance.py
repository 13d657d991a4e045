"""The rounding bound: right forms in float32 stay within it, small mistakes do not."""

from __future__ import annotations

import numpy as np
import pytest

from assignments.course.times import broadcast_time
from grader.authoring.rounding import SMALLEST_NORMAL, UNIT_ROUNDOFF, rounding


def test_the_bound_is_the_stated_multiple_of_the_magnitudes() -> None:
    assert rounding(np.float64(3.0), np.float64(-1.0), operations=2) == pytest.approx(
        2 * UNIT_ROUNDOFF * 4 + SMALLEST_NORMAL, rel=1e-15
    )


def test_terms_of_opposite_signs_do_not_cancel() -> None:
    assert rounding(np.float64(1e6), np.float64(-1e6)) > 1e6 * UNIT_ROUNDOFF


def test_a_slope_is_moved_by_one_rounding_only() -> None:
    assert rounding(np.float64(0.0), slope=-3.0) == pytest.approx(3 * UNIT_ROUNDOFF, rel=1e-15)
    assert rounding(np.ones(2), slope=np.ones((3, 1))).shape == (3, 2)


def test_sigma_notation_stays_within_the_bound_and_a_padding_of_1e_6_does_not() -> None:
    """Data alone is met at such times: what is divided by t is t x1, and nothing cancels."""
    rng = np.random.default_rng(2)
    t = (10 ** rng.uniform(-6, 0, 20_000)).astype(np.float32)
    x1 = (3 + rng.uniform(size=t.size)).astype(np.float32)
    x_t = (t.astype(np.float64) * x1).astype(np.float32)
    allowed, without = rounding(x_t / t, x1, slope=x1 / t), rounding(x_t / t, x1)
    error = np.abs((x_t / (1 - (1 - t))).astype(np.float64) - x1)
    assert (error <= allowed).all()
    assert (error > without).any()
    padded = np.abs((x_t / (t + np.float32(1e-6))).astype(np.float64) - x1)
    assert (padded > allowed)[t < 0.1].all()
    hardly = np.abs((x_t / (t + np.float32(1e-8))).astype(np.float64) - x1)
    assert (hardly <= allowed).all()


def test_terms_broadcast() -> None:
    assert rounding(np.ones((2, 3)), np.ones((2, 1))).shape == (2, 3)


def test_nothing_is_allowed_to_be_zero() -> None:
    assert rounding(np.zeros(2)).min() > 0


def test_the_bound_is_float64_also_for_float32_terms() -> None:
    assert rounding(np.float32(1e-30)).dtype == np.float64


FORMS = {
    "as derived": lambda x_t, eps, t: (x_t - (1 - t) * eps) / t,
    "each divided": lambda x_t, eps, t: x_t / t - (1 - t) * eps / t,
    "factor first": lambda x_t, eps, t: x_t / t - (1 / t - 1) * eps,
    "by the velocity": lambda x_t, eps, t: eps + (x_t - eps) / t,
    "by u and the time left": lambda x_t, eps, t: x_t + (1 - t) * ((x_t - eps) / t),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_right_form_stays_within_the_bound(form: str) -> None:
    rng = np.random.default_rng(1)
    t = np.concatenate([np.full(500, 1e-3), 10 ** rng.uniform(-3, 0, 20_000), np.ones(500)])
    t = t.astype(np.float32)
    x1, eps = (rng.normal(size=t.size).astype(np.float32) * 2 for _ in range(2))
    exact = (1 - t.astype(np.float64)) * eps + t.astype(np.float64) * x1
    x_t = exact.astype(np.float32)
    answer = FORMS[form](x_t, eps, t)
    assert answer.dtype == np.float32
    allowed = rounding(x_t / t, eps / t, x1)
    error = np.abs(answer.astype(np.float64) - x1)
    # neither too tight, for forms that nobody has thought of, nor with much to give away
    assert 1 / 40 < (error / allowed).max() < 1 / 3


def test_a_padded_denominator_leaves_the_bound() -> None:
    t = np.float32(0.25)
    x1, eps = np.float32(3), np.float32(1)
    x_t = (1 - t) * eps + t * x1
    wrong = (x_t - (1 - t) * eps) / (t + np.float32(1e-5))
    assert abs(float(wrong) - 3) > rounding(x_t / t, eps / t, x1)


@pytest.mark.parametrize("shape", [(3,), (3, 2), (3, 1, 4, 2)])
def test_times_meet_the_first_axis(shape: tuple[int, ...]) -> None:
    t = np.array([0.0, 0.5, 1.0], np.float32)
    time = broadcast_time(t, np.zeros(shape))
    assert time.shape == (3,) + (1,) * (len(shape) - 1)
    assert time.dtype == np.float64
    assert (time.ravel() == t).all()
