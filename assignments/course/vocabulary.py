"""The words in which wrong answers are read back: what they are made of, and where they differ."""

from __future__ import annotations

import numpy as np

from assignments.course.draw_words import DRAWS
from assignments.course.facts import FACTS, SAMPLES
from assignments.course.loss_words import LOSS_READERS
from assignments.course.posterior_words import POSTERIORS
from assignments.course.sampler_words import SAMPLERS
from assignments.course.times import broadcast_time
from grader.authoring import Array, Slip, Vocabulary, bfloat16, float16


def _last_axis(t: Array, x: Array) -> Array:
    np.broadcast_shapes(t.shape, x.shape)
    return t


def _axes(t: Array, count: int) -> Array:
    return t.reshape((-1,) + (1,) * count)


def _one_for_all(value: Array) -> Array:
    return np.asarray(value)


def _rest(x: Array) -> tuple[int, ...]:
    """Return all axes but the first."""
    return tuple(range(1, x.ndim))


def _or_one(size: Array) -> Array:
    return np.where(size, size, 1.0)


_BOUNDS = (0.5, 0.1, 0.05, 0.02, 0.01, 5e-3, 2e-3, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8)

_AMOUNTS = (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 20.0, 50.0, 100.0, 1e3, 1e4)

_NOT_ABOVE = Slip(
    "{0} is lowered to {1} where it is more", lambda x, like, most: np.minimum(x, most), _AMOUNTS
)
_NOT_BELOW = Slip(
    "{0} is raised to -{1} where it is less", lambda x, like, most: np.maximum(x, -most), _AMOUNTS
)
#: of a state, or of a result
_KEPT_WITHIN = (
    _NOT_ABOVE,
    _NOT_BELOW,
    Slip(
        "{0} is kept between -{1} and {1}",
        lambda x, like, most: np.clip(x, -most, most),
        _AMOUNTS,
        parts=(_NOT_ABOVE, _NOT_BELOW),
    ),
)

_AT_LEAST = Slip(
    "{} is raised to {} where it is less",
    lambda t, x, least: broadcast_time(np.maximum(t, least), x),
    _BOUNDS,
)
_AT_MOST = Slip(
    "{0} is lowered to 1 - {1} where it is more",
    lambda t, x, least: broadcast_time(np.minimum(t, 1 - least), x),
    _BOUNDS,
)

#: what may have happened to t
_TIMES = (
    Slip("{} is lined up with the last axis, not with the batch", lambda t, x: _last_axis(t, x)),
    Slip("{} is reshaped to (B, 1), whatever there is to meet", lambda t, x: _axes(t, 1)),
    Slip("{} is reshaped to (B, 1, 1, 1), whatever there is to meet", lambda t, x: _axes(t, 3)),
    Slip("{} gets one axis too few", lambda t, x: _axes(t, max(0, x.ndim - 2))),
    Slip("{} gets one axis too many", lambda t, x: _axes(t, x.ndim)),
    Slip("the first {} is used for every sample", lambda t, x: _one_for_all(t[0])),
    Slip("the last {} is used for every sample", lambda t, x: _one_for_all(t[-1])),
    Slip("the mean of {} is used for every sample", lambda t, x: _one_for_all(t.mean())),
    Slip("the largest {} is used for every sample", lambda t, x: _one_for_all(t.max())),
    Slip("the smallest {} is used for every sample", lambda t, x: _one_for_all(t.min())),
    Slip("{} is taken in reversed order", lambda t, x: broadcast_time(t[::-1], x)),
    Slip("{} is sorted", lambda t, x: broadcast_time(np.sort(t), x)),
    Slip("{} is rounded to whole numbers", lambda t, x: broadcast_time(np.rint(t), x)),
    Slip("{} is rounded to two decimals", lambda t, x: broadcast_time(np.rint(100 * t) / 100, x)),
    Slip(
        "{} is rounded to three decimals", lambda t, x: broadcast_time(np.rint(1000 * t) / 1000, x)
    ),
    Slip(
        "3 {0}^2 - 2 {0}^3 stands in the place of {0}",
        lambda t, x: broadcast_time(3 * t**2 - 2 * t**3, x),
    ),
    Slip(
        "(1 - cos(pi {0})) / 2 stands in the place of {0}",
        lambda t, x: broadcast_time((1 - np.cos(np.pi * t)) / 2, x),
    ),
    Slip("{0}^2 stands in the place of {0}", lambda t, x: broadcast_time(t**2, x)),
    Slip("sqrt({0}) stands in the place of {0}", lambda t, x: broadcast_time(np.sqrt(t), x)),
    Slip("{} is cut to whole numbers", lambda t, x: broadcast_time(np.floor(t), x)),
    Slip("{} is rounded to 8 bits, as bfloat16 is", lambda t, x: broadcast_time(bfloat16(t), x)),
    Slip("{} is rounded to 11 bits, as float16 is", lambda t, x: broadcast_time(float16(t), x)),
    _AT_LEAST,
    Slip(
        "{0} is kept between {1} and 1 - {1}",
        lambda t, x, least: broadcast_time(np.clip(t, least, 1 - least), x),
        _BOUNDS,
        parts=(_AT_LEAST, _AT_MOST),
    ),
    _AT_MOST,
    Slip("{1} is added to {0}", lambda t, x, more: broadcast_time(t + more, x), _BOUNDS),
)


#: what may have happened to a state
_STATES = (
    Slip("the first sample of {} is used for all", lambda x, like: x[:1]),
    Slip("the last sample of {} is used for all", lambda x, like: x[-1:]),
    Slip("the samples of {} are taken in reversed order", lambda x, like: x[::-1]),
    Slip("the mean of all entries of {} is taken from it", lambda x, like: x - x.mean()),
    Slip("{} is averaged over the batch", lambda x, like: x.mean(axis=0, keepdims=True)),
    Slip("the mean of all entries of {} is used for each", lambda x, like: np.asarray(x.mean())),
    Slip("the entries of {} are rounded", lambda x, like: np.rint(x)),
    Slip("{} is rounded to 8 bits, as bfloat16 is", lambda x, like: bfloat16(x)),
    Slip("{} is rounded to 11 bits, as float16 is", lambda x, like: float16(x)),
    Slip("the last axis of {} is in reversed order", lambda x, like: x[..., ::-1]),
    Slip("the sign of {} is lost", lambda x, like: np.abs(x)),
    Slip("{} is only its sign, -1, 0 or 1", lambda x, like: np.sign(x)),
    Slip("{} is squared", lambda x, like: x**2),
    Slip("{} is put through tanh", lambda x, like: np.tanh(x)),
    Slip("what is negative in {} is made 0", lambda x, like: np.maximum(x, 0)),
    *_KEPT_WITHIN,
    Slip(
        "{} is raised to {} where it is less", lambda x, like, least: np.maximum(x, least), _BOUNDS
    ),
    Slip(
        "the first and the second sample of {} are exchanged",
        lambda x, like: x[[1, 0, *range(2, len(x))]],
    ),
)

#: what may have happened to a result that was right
_RESULTS = (
    Slip("{} is its first sample alone", lambda x, like: x[:1]),
    Slip("{} is its first sample alone, without the axis of the batch", lambda x, like: x[0]),
    Slip(
        "{} of the first sample is given for every sample",
        lambda x, like: np.broadcast_to(x[:1], x.shape),
        moves=True,
    ),
    Slip(
        "{} of the last sample is given for every sample",
        lambda x, like: np.broadcast_to(x[-1:], x.shape),
        moves=True,
    ),
    Slip("the mean over the batch is taken from {}", lambda x, like: x - x.mean(axis=0), adds=True),
    Slip("the mean of all entries is taken from {}", lambda x, like: x - x.mean(), adds=True),
    Slip(
        "{} is 0 but for the first sample",
        lambda x, like: np.concatenate([x[:1], 0 * x[1:]]),
    ),
    Slip(
        "{} is 0 in the last sample",
        lambda x, like: np.concatenate([x[:-1], 0 * x[-1:]]),
    ),
    Slip("{} is put through tanh", lambda x, like: np.tanh(x)),
    Slip("{} lacks its last sample", lambda x, like: x[:-1]),
    Slip("{} has an axis too many in front", lambda x, like: x[None]),
    Slip("{} has an axis too many at the end", lambda x, like: x[..., None]),
    Slip("{} is flattened", lambda x, like: x.reshape(-1)),
    Slip("{} is the sum over the batch", lambda x, like: x.sum(axis=0)),
    Slip("{} is the mean over the batch", lambda x, like: x.mean(axis=0)),
    Slip("{} is the mean of all entries", lambda x, like: np.asarray(x.mean())),
    Slip(
        "{} is the largest of the batch, for every sample",
        lambda x, like: np.broadcast_to(x.max(axis=0), x.shape),
    ),
    Slip("the axes of length 1 are taken out of {}", lambda x, like: x.squeeze()),
    Slip("the samples of {} are in reversed order", lambda x, like: x[::-1], moves=True),
    Slip(
        "the samples of {} are moved on by one", lambda x, like: np.roll(x, 1, axis=0), moves=True
    ),
    Slip(
        "the samples of {} are moved back by one",
        lambda x, like: np.roll(x, -1, axis=0),
        moves=True,
    ),
    Slip("the last axis of {} is in reversed order", lambda x, like: x[..., ::-1], moves=True),
    Slip("the sign of {} is lost", lambda x, like: np.abs(x)),
    Slip("the sign of {} is turned", lambda x, like: -x),
    Slip("what is negative in {} is made 0", lambda x, like: np.maximum(x, 0)),
    Slip("what is not finite in {} is made 0", lambda x, like: np.where(np.isfinite(x), x, 0)),
    Slip("{} is rounded to whole numbers", lambda x, like: np.rint(x)),
    Slip("{} is squared", lambda x, like: x**2),
    Slip(
        "{} is divided by the size of its largest entry",
        lambda x, like: x / (np.abs(x).max() or 1.0),
    ),
    Slip(
        "{} is divided by its norm, that of the whole batch",
        lambda x, like: x / (np.sqrt((x**2).sum()) or 1.0),
    ),
    Slip(
        "each sample of {} is divided by its norm",
        lambda x, like: x / _or_one(np.sqrt((x**2).sum(axis=_rest(x), keepdims=True))),
    ),
    Slip(
        "the mean of each sample is taken from {}",
        lambda x, like: x - x.mean(axis=_rest(x), keepdims=True),
        adds=True,
    ),
    *_KEPT_WITHIN,
)


VOCABULARY = Vocabulary(
    time="t",
    reshape=broadcast_time,
    factors={
        "t": lambda t: t,
        "1 - t": lambda t: 1 - t,
        "dt": lambda dt: dt,
        "t + dt": lambda t, dt: t + dt,
    },
    functions={
        "cos(pi t / 2)": lambda t: np.cos(np.pi * t / 2),
        "sin(pi t / 2)": lambda t: np.sin(np.pi * t / 2),
        "sqrt(1 - t^2)": lambda t: np.sqrt(1 - t**2),
        "sqrt(1 - t - dt)": lambda t, dt: np.sqrt(np.maximum(1 - t - dt, 0)),
        "1 / round(1 / dt)": lambda dt: 1 / np.rint(1 / dt),
        "sqrt(dt)": lambda dt: np.sqrt(dt),
        "dt rounded to one decimal": lambda dt: np.rint(10 * dt) / 10,
        "dt rounded to two decimals": lambda dt: np.rint(100 * dt) / 100,
        "dt rounded to three decimals": lambda dt: np.rint(1000 * dt) / 1000,
        "dt rounded to 8 bits, as bfloat16 is": lambda dt: bfloat16(dt),
        "dt rounded to 11 bits, as float16 is": lambda dt: float16(dt),
    },
    times=_TIMES,
    states=_STATES,
    results=_RESULTS,
    facts=FACTS,
    samples=SAMPLES,
    assemblies={**SAMPLERS, **POSTERIORS},
    draws=DRAWS,
    returned={"noising_batch": ("x_t", "t", "eps")},
    readers=LOSS_READERS,
)
