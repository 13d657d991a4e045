"""What the laws find: each published number is found at every seed, and a quarter of it is not.

The numbers are published with the assignments: a table that says another one fails here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from assignments.course.noising_law import (
    IMAGES,
    LEVEL,
    MANY,
    ROWS,
    RUN,
    Batch,
    data,
    rejects_batches,
)
from grader.authoring.laws import rejects_normal
from grader.catalogue import ASSIGNMENTS

SEEDS = range(6)
Change = Callable[[Any, float], Any]


def _pair(eps: Any, size: float) -> Any:
    """Correlate two entries of each sample, where there are several."""
    if eps.ndim == 2:
        eps[:, 2] = size * eps[:, 1] + np.sqrt(1 - size**2) * eps[:, 2]
    return eps


def _channels(eps: Any, size: float) -> Any:
    """Add noise that the entries of a channel share."""
    if eps.ndim < 4:
        return eps
    common = np.random.default_rng(9).normal(size=(*eps.shape[:2], 1, 1))
    return (eps + size * common) / np.sqrt(1 + size**2)


def _rolled(eps: Any, size: float) -> Any:
    return np.sqrt(1 - size**2) * eps + size * np.roll(eps.ravel(), 1).reshape(eps.shape)


#: how the table calls it: the least size that is found, and what it changes of eps
OF_EPS: dict[str, tuple[float, Change]] = {
    "mean": (0.013, lambda eps, size: eps + size),
    "standard deviation, off by": (0.0095, lambda eps, size: (1 - size) * eps),
    "correlation of two entries of a sample": (0.13, _pair),
    "noise that a channel shares": (0.1, _channels),
    "correlation of neighbours": (0.02, _rolled),
}
OF_T: dict[str, tuple[float, Change]] = {
    "begins at": (7e-5, lambda t, size: size + (1 - size) * t),
    "ends before 1 by": (7e-5, lambda t, size: (1 - size) * t),
}
OF_GENERATE: dict[str, tuple[float, Change]] = {
    "mean": (0.057, lambda z, size: z + size),
    "standard deviation, off by": (0.041, lambda z, size: (1 + size) * z),
    "correlation of neighbours": (0.081, _rolled),
}


def _rejected(seed: int, of_t: Change, of_eps: Change, size: float) -> bool:
    rng = np.random.default_rng(seed)

    def batch(shape: tuple[int, ...]) -> Batch:
        t, eps = rng.random(shape[0]), rng.normal(size=shape)
        x1 = data(shape, seed)
        return Batch(x1, of_t(t, size), of_eps(eps, size))

    return rejects_batches(batch(ROWS), batch(ROWS), batch(IMAGES), [batch((MANY,))]) is not None


def _same(values: Any, size: float) -> Any:
    return values


@pytest.mark.parametrize("name", OF_EPS)
def test_noise_is_found_to_be_wrong_from_the_published_size_on(name: str) -> None:
    size, change = OF_EPS[name]
    assert all(_rejected(seed, _same, change, size) for seed in SEEDS)
    assert not any(_rejected(seed, _same, change, size / 4) for seed in SEEDS)
    assert f"| `eps`: {name} | {size:g} |" in _table("01_interpolant")


@pytest.mark.parametrize("name", OF_T)
def test_times_are_found_to_be_wrong_from_the_published_size_on(name: str) -> None:
    size, change = OF_T[name]
    assert all(_rejected(seed, change, _same, size) for seed in SEEDS)
    assert not any(_rejected(seed, change, _same, size / 4) for seed in SEEDS)
    assert f"| `t`: {name} | {size:g} |" in _table("01_interpolant")


@pytest.mark.parametrize("name", OF_GENERATE)
def test_a_sampler_is_found_to_be_wrong_from_the_published_size_on(name: str) -> None:
    size, change = OF_GENERATE[name]
    for seed in SEEDS:
        z = np.random.default_rng(seed).normal(size=20_000)
        assert rejects_normal(change(z, size)) is not None
        assert rejects_normal(change(z, size / 4)) is None
    assert f"| {name} | {size:g} |" in _table("03_sampling")


def test_right_batches_pass() -> None:
    assert not any(_rejected(seed, _same, _same, 0) for seed in range(20))


def test_the_stated_error_rate_is_kept() -> None:
    """Each of the battery's groups has its level: 4 of t, 4 of eps, 2 of its axes, and pairs."""
    pairs, with_data = 10 / 12, 2
    signs = 2 * np.exp(-18) / LEVEL
    assert (4 + 4 + 2 + signs + pairs + with_data) * LEVEL <= RUN
    assert RUN**2 <= 1e-11


def _table(assignment: str) -> str:
    return (ASSIGNMENTS / assignment / "POWER.md").read_text(encoding="utf-8")
