"""Are the times and the noise of noising batches uniform, normal, and independent of all else?

The same is asked of every submission. What one sample after the other costs most allows 2^16
samples, and what takes B^2 memory 4096 in a call. An exact law of many noises needs few samples of
many entries: images.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy import special

from assignments.course.noising_reuse import MIDDLE, rejects_reuse
from grader.authoring import (
    ALPHA,
    Array,
    Failure,
    Rejection,
    of_squares,
    rejects_axes,
    rejects_bits,
    rejects_directions,
    rejects_normal,
    rejects_uniform,
)


@dataclass(frozen=True)
class Batch:
    """What was drawn for `data(shape)`: t `(B,)` and eps of that shape, in float64."""

    t: Array
    eps: Array

    @classmethod
    def of(cls, t: Array, eps: Array) -> Batch:
        return cls(t.astype(np.float64), eps.astype(np.float64))

    @classmethod
    def all(cls, batches: Sequence[Batch]) -> Batch:
        t, eps = ([getattr(batch, name) for batch in batches] for name in ("t", "eps"))
        return cls(np.concatenate(t), np.concatenate(eps))


_SAMPLES = 4096
#: what is asked for with one generator, call after call; the last ones are what a report shows
_ROWS = [(_SAMPLES, 3)] * 8
_IMAGES = [(_SAMPLES, 2, 5, 4)]
#: no axis is 1, along which what is shared does not show
_MORE_AXES = [(_SAMPLES, 2, 2), *[(1024, 2, 2, 2, 2)] * 2, *[(512, 2, 2, 2, 2, 2)] * 2]
_HUGE = _MORE_AXES[0]
#: few, as noise that is paired with the data of its batch may be for small ones only
_FEW = [(128, 3)]
#: every small size, and many others, of so many values that one whose law is another shows
_SIZED = [
    (size, max(3, 60 // size))
    for size in (*range(1, 16), 20, 24, 25, 28, 30, 33, 36, 40, 48, 50, 60, 80, 96, 100, 112, 120)
]
_NUMBERS = [(_SAMPLES,)] * 4
#: as batches are in practice: each of these sizes with each kind of sample, square ones last
_SIZES = (2, 3, 8, 16, 32, 64)
_KINDS: tuple[tuple[int, ...], ...] = ((), (1,), (2,), (12,), (7, 2), (1, 8, 8), (3, 4, 4))
_ORDINARY = [(size, *kind) for kind in _KINDS for size in _SIZES] + [(n, n) for n in _SIZES]
#: batches of so many at most are small
_SMALL = 16
_IN_PRACTICE = frozenset((*_SIZED, *_ORDINARY))
SHAPES = (*_ROWS, *_IMAGES, *_MORE_AXES, *_FEW, *_SIZED, *_ORDINARY, *_NUMBERS)

#: what the use of the generator is asked with
ASKED = np.random.default_rng(1).normal(size=(5, 3)).astype(np.float32)
#: of other numbers of axes and samples, and of other data, for which randomness may go wrong alone
OTHERS = tuple(
    np.full(shape, value, np.float32)
    for shape, value in (
        ((3,), 0),
        ((1,), 1),
        ((1, 2), -5),
        ((34, 2), 0),
        ((3, 2, 2), 3000),
        ((3, 2, 1, 2), -0.5),
        ((3, 2, 1, 2, 1), 0),
        ((3, 1, 2, 1, 2, 1), -3000),
    )
)

#: of a run: t, eps, its axes, signs, directions, x1's zeros, draws that are used again, batches as
#: in practice
_TESTS = 8


@cache
def data(shape: tuple[int, ...]) -> Array:
    """Return data, float32, of which noise and times must be independent.

    Half of it is 0, and some of it large, in one shape as large as data may be; numbers alone are
    all 3.
    """
    if len(shape) == 1:
        return np.full(shape, 3.0, np.float32)
    rng = np.random.default_rng(0)
    values = rng.normal(size=shape) * 2 + 30 * rng.integers(0, 2, size=shape)
    values *= 250 if shape == _HUGE else 1
    return np.asarray(values * rng.integers(0, 2, size=shape), dtype=np.float32)


@cache
def _weights(shape: tuple[int, ...]) -> tuple[Array, Array]:
    """Return the data of a shape, centred, and where they are 0, both float64 and flat."""
    x1 = data(shape).astype(np.float64).ravel()
    return x1 - x1.mean(), (x1 == 0).astype(np.float64)


def rejects_batches(batches: Sequence[Batch], alpha: float = ALPHA) -> Failure | None:
    """Say what is wrong with batches of `SHAPES`, drawn in a row from one generator, or None."""
    return next(_failures(batches, alpha / _TESTS), None)


def _failures(batches: Sequence[Batch], level: float) -> Iterator[Failure]:
    uniform = rejects_uniform(*[batch.t for batch in batches], alpha=level)
    yield from _unlawful("t", _UNIFORM, uniform)
    normal = rejects_normal(*[batch.eps for batch in batches], alpha=level)
    if normal is None or not normal.of_a_call:
        yield from _unlawful("eps", _NORMAL, normal)
    rows, numbers = Batch.all(batches[: len(_ROWS)]), Batch.all(batches[-len(_NUMBERS) :])
    # one batch of each shape that has axes
    known = zip(reversed(SHAPES), reversed(batches), strict=True)
    shapes = {shape: batch for shape, batch in known if shape not in _IN_PRACTICE}
    shaped = [batch for batch in shapes.values() if batch.eps.ndim > 1]
    for batch in shaped:
        axes = rejects_axes(batch.eps, level / len(shaped))
        if axes is not None:
            yield Failure(f"eps of shape {batch.eps.shape} is not independent: {axes.words}")
    # what entries share makes the mean of a call another as well
    yield from _unlawful("eps", _NORMAL, normal)
    for dependent in (
        _of_signs(rows, level / 2),
        _of_signs(numbers, level / 2),
        _of_directions(rows, shaped, level),
        rejects_reuse(
            rows.t[:_SAMPLES],
            rows.eps[:_SAMPLES],
            [(batch.t, batch.eps) for batch in batches if batch.t.size <= _SMALL],
            level,
        ),
    ):
        if dependent is not None:
            yield Failure(f"not independent: {dependent.words}")
    yield from _of_zeros(shaped, level)
    first = len(SHAPES) - len(_NUMBERS) - len(_ORDINARY)
    yield from _of_ordinary(batches[first : first + len(_ORDINARY)], level)


def _of_ordinary(batches: Sequence[Batch], level: float) -> Iterator[Failure]:
    """Yield what is wrong in batches as they are in practice, by size and by kind of sample."""
    count = len(_SIZES)
    by_size: dict[str, Sequence[Batch]] = {
        f"batches of {_SIZES[place]} or {_SIZES[place + 1]}": [
            *batches[place::count],
            *batches[place + 1 :: count],
        ]
        for place in range(0, count, 2)
    }
    kinds: list[tuple[int | str, ...]] = [("B", *kind) for kind in _KINDS]
    kinds.append(("B", "B"))
    by_kind: dict[str, Sequence[Batch]] = {
        f"batches of shape {_told(kind)}": batches[place : place + count]
        for kind, place in zip(kinds, range(0, len(batches), count), strict=True)
    }
    level /= 2 * len(by_size) + len(by_kind)
    for where, some in by_size.items():
        uniform = rejects_uniform(*[batch.t for batch in some], alpha=level)
        yield from _unlawful(f"in {where} t", _UNIFORM, uniform)
    for where, some in (by_size | by_kind).items():
        normal = rejects_normal(*[batch.eps for batch in some], alpha=level)
        yield from _unlawful(f"in {where} eps", _NORMAL, normal)


def _told(shape: Sequence[int | str]) -> str:
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


_UNIFORM, _NORMAL = "uniform on [0, 1)", "standard normal"


def _unlawful(name: str, law: str, rejection: Rejection | None) -> Iterator[Failure]:
    """Yield what values are not: what repeats may be drawn by another law, or drawn once."""
    if rejection is None:
        return
    claim = f"independent and {law}" if rejection.test == "repeats" else law
    if rejection.is_dependence:
        claim = "independent"
    yield Failure(f"{name} is not {claim}: {rejection.words}")


def _of_signs(drawn: Batch, alpha: float) -> Rejection | None:
    """Count which halves t and the entries of eps lie in, together, with x1 and with the order."""
    t, eps = drawn.t, drawn.eps.reshape(len(drawn.t), -1).T
    coins = {"t": t > 0.5, "the distance of t from 1/2": np.abs(t - 0.5) > 0.25}
    for axis, column in enumerate(eps):
        name = f"eps[:, {axis}]" if len(eps) > 1 else "eps"
        coins[name] = column > 0
        coins[f"the size of {name}"] = np.abs(column) > MIDDLE
    place = np.arange(t.size) % _SAMPLES
    given = {"the place in the batch": place >= _SAMPLES // 2, "its parity": place % 2 == 1}
    if len(eps) > 1:
        _, zeros = _weights(_ROWS[0])
        given["x1"] = np.resize(zeros[:: len(eps)] > 0, t.size)
    return rejects_bits(coins, alpha, given)


def _of_directions(rows: Batch, shaped: Sequence[Batch], level: float) -> Rejection | None:
    """Weigh the noise with all that it must not depend on, and the times with the data."""
    columns = dict(enumerate(np.ascontiguousarray(rows.eps.T)))
    centred = rows.t - 0.5
    directions = {f"eps[:, {axis}] and t": (z, centred) for axis, z in columns.items()}
    for axis, z in columns.items():
        for before in range(axis):
            directions[f"eps[:, {axis}] and eps[:, {before}]"] = z, columns[before]
    for batch in shaped:
        x1, _ = _weights(batch.eps.shape)
        directions[f"x1 and eps of shape {batch.eps.shape}"] = batch.eps.ravel(), x1
    t = special.ndtri(rows.t[:_SAMPLES].clip(1e-9, 1 - 1e-9))
    sums = _weights(_ROWS[0])[0].reshape(_ROWS[0]).sum(axis=1)
    directions["t and x1"] = t, sums
    directions["t and the size of x1"] = t, np.abs(sums) - np.abs(sums).mean()
    return rejects_directions(directions, level)


def _of_zeros(shaped: Sequence[Batch], level: float) -> Iterator[Failure]:
    """Yield where noise is of another size because the data are 0."""
    for batch in shaped:
        noise, (_, zeros) = batch.eps.ravel(), _weights(batch.eps.shape)
        squares, n = float(np.einsum("i,i,i->", noise, noise, zeros)), int(zeros.sum())
        if of_squares(squares, n) * len(shaped) < level:
            std = float(np.sqrt(squares / n))
            yield Failure(f"eps depends on x1: where x1 is 0 its standard deviation is {std:.3f}")
