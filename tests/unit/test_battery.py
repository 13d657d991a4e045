"""The statistics of samples: right ones are rejected as rarely as stated, wrong ones always."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import special, stats

from grader.authoring.chances import of_tails
from grader.authoring.dependence import (
    rejects_axes,
    rejects_bits,
    rejects_directions,
    rejects_lags,
)
from grader.authoring.laws import rejects_normal, rejects_order, rejects_uniform
from grader.authoring.reuse import rejects_copies, rejects_shifts, rejects_sums
from grader.host.values import Array

RUNS = 400
LEVEL = 0.05


def _at_most(rejected: int, level: float) -> None:
    """Expect no more rejections than the level allows, up to chance of 1e-6 (seeds are fixed)."""
    bound = int(stats.binom.ppf(1 - 1e-6, RUNS, level))
    assert rejected <= bound, f"{rejected} of {RUNS} rejected at level {level}, {bound} at most"


Null = Callable[[np.random.Generator, int], Any]


def _half(rng: np.random.Generator, n: int) -> Array:
    return rng.random(n) < 0.5


NULLS: dict[str, Null] = {
    "normal": lambda rng, n: rejects_normal(rng.normal(size=n), alpha=LEVEL),
    "normal, of four calls": lambda rng, n: rejects_normal(
        *rng.normal(size=(4, n // 4)), alpha=LEVEL
    ),
    "uniform": lambda rng, n: rejects_uniform(rng.random(n), alpha=LEVEL),
    "uniform, of four calls": lambda rng, n: rejects_uniform(*rng.random((4, n // 4)), alpha=LEVEL),
    "order": lambda rng, n: rejects_order(rng.normal(size=n), alpha=LEVEL),
    "directions": lambda rng, n: rejects_directions(
        {"a": tuple(rng.normal(size=(2, n))), "b": (rng.normal(size=n), rng.random(n))}, LEVEL
    ),
    "bits": lambda rng, n: rejects_bits(
        {name: _half(rng, n) for name in "abc"}, LEVEL, {"d": np.arange(n) < n / 3}
    ),
    "lags": lambda rng, n: rejects_lags(_half(rng, n), LEVEL),
    "axes": lambda rng, n: rejects_axes(rng.normal(size=(n // 10, 2, 1, 5)), LEVEL),
    "tails": lambda rng, n: next(of_tails(rng.normal(size=n), LEVEL), None),
    "shifts": lambda rng, n: rejects_shifts(
        {"a": rng.normal(size=n), "b": rng.normal(size=n)}, {"w": rng.random(n // 3)}, LEVEL
    ),
    "copies": lambda rng, n: rejects_copies({"a": rng.random(n)}, rng.random(n), LEVEL),
    "sums": lambda rng, n: rejects_sums(rng.random(n), LEVEL),
}


@pytest.mark.parametrize("n", [100, 2000])
@pytest.mark.parametrize("name", NULLS)
def test_right_samples_are_rejected_no_more_than_stated(name: str, n: int) -> None:
    rngs = map(np.random.default_rng, range(RUNS))
    _at_most(sum(NULLS[name](rng, n) is not None for rng in rngs), LEVEL)


@pytest.mark.parametrize("name", ["directions", "bits"])
def test_exact_tests_reject_as_often_as_stated(name: str) -> None:
    """A test that is too careful by far would find too little."""
    rejected = sum(
        NULLS[name](np.random.default_rng(seed), 2000) is not None for seed in range(RUNS)
    )
    assert rejected >= stats.binom.ppf(1e-6, RUNS, LEVEL / 2)


def test_right_samples_of_float32_are_not_called_tied() -> None:
    for seed in range(20):
        z = np.random.default_rng(seed).normal(size=20_000).astype(np.float32)
        assert rejects_normal(z.astype(np.float64)) is None


N = 4096
Wrong = Callable[[np.random.Generator], Array]

NOT_NORMAL: dict[str, Wrong] = {
    "uniform": lambda rng: rng.uniform(size=N),
    "uniform of variance 1": lambda rng: np.sqrt(12) * (rng.uniform(size=N) - 0.5),
    "std 0.9": lambda rng: 0.9 * rng.normal(size=N),
    "std 1.1": lambda rng: 1.1 * rng.normal(size=N),
    "mean 0.15": lambda rng: rng.normal(size=N) + 0.15,
    "truncated at 2": lambda rng: np.clip(rng.normal(size=N), -2, 2),
    "redrawn beyond 2": lambda rng: special.ndtri(
        rng.uniform(special.ndtr(-2), special.ndtr(2), size=N)
    ),
    "heavy tails": lambda rng: rng.standard_t(3, size=N),
    "Laplace": lambda rng: rng.laplace(size=N) / np.sqrt(2),
    "all equal": lambda rng: np.full(N, rng.normal()),
    "all zero": lambda rng: np.zeros(N),
    "repeated once": lambda rng: np.tile(rng.normal(size=N // 2), 2),
    "negated in the second half": lambda rng: (lambda z: np.r_[z, -z])(rng.normal(size=N // 2)),
    "neighbours equal": lambda rng: np.repeat(rng.normal(size=N // 2), 2),
    "neighbours opposite": lambda rng: (lambda z: np.stack([z, -z], 1).ravel())(
        rng.normal(size=N // 2)
    ),
    "neighbours alike": lambda rng: (lambda z: (z[1:] + z[:-1]) / np.sqrt(2))(
        rng.normal(size=N + 1)
    ),
    "sorted": lambda rng: np.sort(rng.normal(size=N)),
    "rounded to a grid": lambda rng: np.round(rng.normal(size=N), 2),
    "drifting": lambda rng: rng.normal(size=N) + np.linspace(-0.3, 0.3, N),
    "absolute": lambda rng: np.abs(rng.normal(size=N)),
    "stratified": lambda rng: special.ndtri((rng.permutation(N) + rng.uniform(size=N)) / N),
    "standardised": lambda rng: (lambda z: (z - z.mean()) / z.std())(rng.normal(size=N)),
    "standardised as torch does": lambda rng: (lambda z: (z - z.mean()) / z.std(ddof=1))(
        rng.normal(size=N)
    ),
    "cut off at 3": lambda rng: np.clip(rng.normal(size=4 * N), -3, 3),
    "sum of twelve uniforms": lambda rng: rng.random((12, 64 * N)).sum(axis=0) - 6,
    "one outlier": lambda rng: np.r_[rng.normal(size=N), 9.0],
    "repeated after 700": lambda rng: np.tile(rng.normal(size=700), N // 700 + 1)[:N],
}


@pytest.mark.parametrize("name", NOT_NORMAL)
def test_wrong_noise_is_rejected_under_every_seed(name: str) -> None:
    for seed in range(20):
        rejection = rejects_normal(NOT_NORMAL[name](np.random.default_rng(seed)))
        assert rejection is not None, f"seed {seed}"
        assert 0 <= rejection.p_value < 1e-6
        assert rejection.words


NOT_UNIFORM: dict[str, Wrong] = {
    "normal": lambda rng: rng.normal(size=N),
    "normal, clamped": lambda rng: np.clip(rng.normal(size=N), 0, 1),
    "squared": lambda rng: rng.uniform(size=N) ** 2,
    "logit-normal": lambda rng: special.expit(rng.normal(size=N)),
    "from 0.01": lambda rng: 0.01 + 0.99 * rng.uniform(size=N),
    "to 0.99": lambda rng: 0.99 * rng.uniform(size=N),
    "one value": lambda rng: np.full(N, rng.uniform()),
    "a thousand values": lambda rng: rng.integers(1000, size=N) / 1000,
    "stratified in order": lambda rng: (np.arange(N) + rng.uniform(size=N)) / N,
    "sorted": lambda rng: np.sort(rng.uniform(size=N)),
    "stratified": lambda rng: (rng.permutation(N) + rng.uniform(size=N)) / N,
    "antithetic": lambda rng: (lambda t: np.r_[t, 0.5, 1 - t])(rng.uniform(size=N // 2)),
    "below zero": lambda rng: rng.uniform(size=N) - 0.02,
    "above one": lambda rng: rng.uniform(size=N) + 0.02,
}


@pytest.mark.parametrize("name", NOT_UNIFORM)
def test_wrong_times_are_rejected_under_every_seed(name: str) -> None:
    for seed in range(20):
        assert rejects_uniform(NOT_UNIFORM[name](np.random.default_rng(seed))) is not None


BATCHES: dict[str, Callable[[np.random.Generator], Array]] = {
    "antithetic, shuffled": lambda rng: rng.permutation(
        (lambda t: np.r_[t, 1 - t])(rng.random(2048))
    ),
    "of two strata, shuffled": lambda rng: rng.permutation(
        np.r_[rng.random(2048), 1 + rng.random(2048)] / 2
    ),
    "of three strata, shuffled": lambda rng: rng.permutation(
        np.concatenate([(part + rng.random(1366)) / 3 for part in range(3)])
    ),
    "a low-discrepancy sequence": lambda rng: (rng.random() + np.arange(4096) * 0.618034) % 1,
    "evenly spaced, shuffled": lambda rng: rng.permutation(4096) / 4096,
    "the last one is 1": lambda rng: np.r_[rng.random(4095), 1.0],
    "clamped": lambda rng: np.clip(rng.random(4096), 5e-4, 1 - 5e-4),
}


@pytest.mark.parametrize("name", BATCHES)
def test_wrong_times_of_calls_in_a_row_are_rejected(name: str) -> None:
    for seed in range(5):
        rng = np.random.default_rng(seed)
        assert rejects_uniform(*[BATCHES[name](rng) for _ in range(16)]) is not None


NOISES: dict[str, Callable[[Array], Array]] = {
    "centred": lambda z: z - z.mean(),
    "scaled": lambda z: z / z.std(),
    "scaled as torch does": lambda z: z / z.std(ddof=1),
    "antithetic, shuffled": lambda z: np.random.default_rng(1).permutation(
        np.r_[z[:2048], -z[:2048]]
    ),
    "outliers drawn again": lambda z: np.where(np.abs(z) > 3, np.roll(z, 1) / 3, z),
    "drawn again from themselves": lambda z: np.random.default_rng(1).choice(z, z.size),
    "in 16 bits": lambda z: z.astype(np.float16).astype(np.float64),
}


@pytest.mark.parametrize("name", NOISES)
def test_wrong_noise_of_calls_in_a_row_is_rejected(name: str) -> None:
    for seed in range(5):
        rng = np.random.default_rng(seed)
        assert rejects_normal(*[NOISES[name](rng.normal(size=4096)) for _ in range(16)]) is not None


def test_coins_that_depend_are_named() -> None:
    rng = np.random.default_rng(0)
    first, second, given = rng.random((3, N)) < 0.5
    coins = {"first": first, "second": second, "third": first ^ second ^ (rng.random(N) < 0.1)}
    told = rejects_bits(coins, 1e-6)
    assert told is not None
    assert told.words == "first and second and third"
    told = rejects_bits({"first": first, "second": given ^ True}, 1e-6, {"given": given})
    assert told is not None
    assert told.words == "second and given"
    assert rejects_bits({"first": first, "second": second}, 1e-6, {"given": given}) is None


def _used_again(rng: np.random.Generator) -> dict[str, tuple[Array, Array]]:
    """Return times and the noise of one entry beside them, of which one was made from the other."""
    z, u = rng.normal(size=N), rng.random(N)
    later = rng.normal(size=N)
    return {
        "of the next sample": (special.ndtr(np.roll(z, 1)), z),
        "of the last sample, in reversed order": (special.ndtr(-z[::-1]), z),
        "in any order": (special.ndtr(rng.permutation(z)), z),
        "by their order alone": (np.sort(u)[np.argsort(np.argsort(np.roll(later, 7)))], later),
    }


@pytest.mark.parametrize("how", _used_again(np.random.default_rng(0)))
def test_times_made_of_the_noise_of_other_samples_are_rejected(how: str) -> None:
    for seed in range(20):
        t, z = _used_again(np.random.default_rng(seed))[how]
        found = rejects_shifts({"eps": z}, {"t": t - 0.5}, 1e-7)
        assert found or rejects_copies({"eps": special.ndtr(z)}, t, 1e-7), f"seed {seed}"


@pytest.mark.parametrize("signs", [(1, 1), (1, -1), (-1, 0)])
def test_times_that_follow_from_two_before_them_are_rejected(signs: tuple[int, int]) -> None:
    for seed in range(20):
        t = np.random.default_rng(seed).random(N)
        third = t[2::3]
        third[:] = (signs[0] * t[1::3][: third.size] + signs[1] * t[::3][: third.size]) % 1
        assert rejects_sums(t, 1e-7) is not None, f"seed {seed}"


def test_directions_that_depend_are_named() -> None:
    z, w = np.random.default_rng(0).normal(size=(2, N))
    assert rejects_directions({"z and w": (z, w)}, 1e-6) is None
    told = rejects_directions({"z and w": (z, w), "z and both": (z, w + 0.2 * z)}, 1e-6)
    assert told is not None
    assert told.words == "z and both"


AXES: dict[str, Callable[[Array, Array], Array]] = {
    "shared by a channel": lambda z, other: (z + 0.2 * other[:, :, :1, :1]) / np.sqrt(1.04),
    "shared by a place": lambda z, other: (z + 0.2 * other[:, :1]) / np.sqrt(1.04),
    "shared by a batch": lambda z, other: (z + 0.1 * other[:1]) / np.sqrt(1.01),
    "each sample centred": lambda z, other: z - z.mean(axis=(1, 2, 3), keepdims=True),
    "each channel centred": lambda z, other: z - z.mean(axis=(0, 2, 3), keepdims=True),
    "each sample scaled": lambda z, other: z / z.std(axis=(1, 2, 3), keepdims=True),
    "each image scaled": lambda z, other: z / np.sqrt((z**2).mean(axis=(2, 3), keepdims=True)),
    "symmetric": lambda z, other: (z + z.swapaxes(2, 3)) / np.sqrt(2),
}


@pytest.mark.parametrize("name", AXES)
def test_noise_whose_axes_depend_is_rejected(name: str) -> None:
    for seed in range(3):
        z, other = np.random.default_rng(seed).normal(size=(2, 2048, 3, 4, 4))
        assert rejects_axes(z, 1e-7) is None
        assert rejects_axes(AXES[name](z, other), 1e-7) is not None


def test_a_few_times_at_the_ends_are_chance() -> None:
    times = np.random.default_rng(0).random(1 << 16)
    times[[5, 100, 9000]] = 1, 0, 1
    assert rejects_uniform(times) is None


def test_what_is_wrong_is_said_in_numbers() -> None:
    rng = np.random.default_rng(0)
    told = rejects_normal(2 * rng.normal(size=N) + 1)
    assert told is not None
    assert told.words == "mean 0.968, standard deviation 1.995; 0 and 1 are expected"
    told = rejects_uniform(np.array([0.5, 1.5]))
    assert told is not None
    assert told.words == "values from 0.5 to 1.5; 0 to 1 is expected"


def test_order_alone_is_named() -> None:
    z = np.random.default_rng(0).normal(size=N)
    assert rejects_order(z) is None
    for name, sample in {
        "order": np.sort(z),
        "neighbours": np.repeat(z[: N // 2], 2),
        "halves": np.tile(z[: N // 2], 2),
    }.items():
        told = rejects_order(sample)
        assert told is not None
        assert told.test == name
