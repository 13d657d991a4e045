"""The words in which wrong answers are read back: what they may be made of, and where they differ."""

from __future__ import annotations

import numpy as np

from assignments.course.times import broadcast_time
from grader.authoring import Array, Fact, Given, Slip, Vocabulary, bfloat16, float16


def _last_axis(t: Array, x: Array) -> Array:
    np.broadcast_shapes(t.shape, x.shape)
    return t


def _axes(t: Array, count: int) -> Array:
    return t.reshape((-1,) + (1,) * count)


def _one_for_all(value: Array) -> Array:
    return np.asarray(value)


_BOUNDS = (0.5, 0.1, 0.05, 0.02, 0.01, 5e-3, 2e-3, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8)

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
    Slip("{} is rounded to whole numbers", lambda t, x: broadcast_time(np.round(t), x)),
    Slip("{} is cut to whole numbers", lambda t, x: broadcast_time(np.floor(t), x)),
    Slip("{} is rounded to 8 bits, as bfloat16 is", lambda t, x: broadcast_time(bfloat16(t), x)),
    Slip("{} is rounded to 11 bits, as float16 is", lambda t, x: broadcast_time(float16(t), x)),
    Slip(
        "{} is made {} where it is less",
        lambda t, x, least: broadcast_time(np.maximum(t, least), x),
        _BOUNDS,
    ),
    Slip(
        "{0} is kept between {1} and 1 - {1}",
        lambda t, x, least: broadcast_time(np.clip(t, least, 1 - least), x),
        _BOUNDS,
    ),
    Slip(
        "1 - {0} is made {1} where it is less",
        lambda t, x, least: broadcast_time(np.minimum(t, 1 - least), x),
        _BOUNDS,
    ),
    Slip("{1} is added to {0}", lambda t, x, more: broadcast_time(t + more, x), _BOUNDS),
)

_AMOUNTS = (1.0, 2.0, 3.0, 5.0, 10.0, 100.0)

#: what may have happened to a state
_STATES = (
    Slip("the first sample of {} is used for all", lambda x, like: x[:1]),
    Slip("the last sample of {} is used for all", lambda x, like: x[-1:]),
    Slip("the samples of {} are taken in reversed order", lambda x, like: x[::-1]),
    Slip("the mean of all entries of {} is taken from it", lambda x, like: x - x.mean()),
    Slip("{} is averaged over the batch", lambda x, like: x.mean(axis=0, keepdims=True)),
    Slip("the mean of all entries of {} is used for each", lambda x, like: np.asarray(x.mean())),
    Slip("the entries of {} are rounded", lambda x, like: np.round(x)),
    Slip("{} is rounded to 8 bits, as bfloat16 is", lambda x, like: bfloat16(x)),
    Slip("{} is rounded to 11 bits, as float16 is", lambda x, like: float16(x)),
    Slip("the sign of {} is lost", lambda x, like: np.abs(x)),
    Slip("what is negative in {} is made 0", lambda x, like: np.maximum(x, 0)),
    Slip(
        "{0} is kept between -{1} and {1}", lambda x, like, most: np.clip(x, -most, most), _AMOUNTS
    ),
    Slip("{} is made {} where it is less", lambda x, like, least: np.maximum(x, least), _BOUNDS),
    Slip(
        "the first and the second sample of {} are exchanged",
        lambda x, like: x[[1, 0, *range(2, len(x))]],
    ),
)

#: what may have happened to a result that was right
_RESULTS = (
    Slip("{} is its first sample alone", lambda x, like: x[:1]),
    Slip("{} is its first sample alone, without the axis of the batch", lambda x, like: x[0]),
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
    Slip("the samples of {} are in reversed order", lambda x, like: x[::-1]),
    Slip("the sign of {} is lost", lambda x, like: np.abs(x)),
    Slip("the sign of {} is turned", lambda x, like: -x),
    Slip("what is negative in {} is made 0", lambda x, like: np.maximum(x, 0)),
    Slip("what is not finite in {} is made 0", lambda x, like: np.where(np.isfinite(x), x, 0)),
    Slip("{} is squared", lambda x, like: x**2),
    Slip(
        "{} is divided by the size of its largest entry",
        lambda x, like: x / (np.abs(x).max() or 1.0),
    ),
    Slip("{} is divided by its own size", lambda x, like: x / np.sqrt((x**2).sum())),
    Slip(
        "{0} is kept between -{1} and {1}", lambda x, like, most: np.clip(x, -most, most), _AMOUNTS
    ),
)


def _states(given: Given) -> list[Array]:
    return [value for name, value in given.items() if isinstance(value, np.ndarray) and name != "t"]


def _state(given: Given) -> Array:
    return (_states(given) or [given["t"]])[0]


def _axis(number: int, given: Given) -> int | None:
    shape = _state(given).shape
    return shape[number] if len(shape) > abs(number) - (number < 0) else None


def _times(given: Given) -> Array | None:
    return given.get("t")


def _matches(given: Given) -> bool:
    shape = _state(given).shape
    return len(shape) > 1 and shape[0] == shape[-1]


def _has(given: Given, value: float, place: int) -> bool | None:
    t = _times(given)
    return None if t is None else bool(t[place] == value)


def _any(given: Given, value: float) -> bool | None:
    t = _times(given)
    return None if t is None else bool((t == value).any())


def _all(given: Given, value: float) -> bool | None:
    t = _times(given)
    return None if t is None else bool((t == value).all())


def _all_alike(given: Given) -> bool | None:
    """Whether all times are the same; where that is 0, this is told otherwise."""
    t = _times(given)
    return None if t is None or not t.any() else bool((t == t[0]).all())


#: what differs from sample to sample
_SAMPLES = (
    Fact(
        "t", "t is {}", lambda given: float(given["t"][given["sample"]]) if "t" in given else None
    ),
    Fact(
        "place",
        "a sample is the first",
        lambda given: given["sample"] == 0,
        "a sample is not the first",
    ),
    Fact(
        "place",
        "a sample is the last",
        lambda given: given["sample"] == len(_state(given)) - 1,
        "a sample is not the last",
    ),
    Fact(
        "prediction",
        'prediction is "u"',
        lambda given: given["prediction"] == "u" if "prediction" in given else None,
        'prediction is not "u"',
    ),
)

#: what differs from case to case
_FACTS = (
    Fact("axes", "the state has {} axes", lambda given: _state(given).ndim),
    Fact("B", "B is {}", lambda given: len(_state(given))),
    Fact(
        "axes",
        "there is one number a sample",
        lambda given: _state(given)[0].size == 1,
        "a sample has several numbers",
    ),
    Fact(
        "lengths",
        "B is the length of the last axis",
        _matches,
        "B is not the length of the last axis",
    ),
    Fact(
        "axes",
        "an axis after the first has length 1",
        lambda given: 1 in _state(given).shape[1:],
        "no axis after the first has length 1",
    ),
    Fact("t", "every t is 0", lambda given: _all(given, 0), "not every t is 0"),
    Fact("t", "the first t is 0", lambda given: _has(given, 0, 0), "the first t is not 0"),
    Fact("t", "the last t is 0", lambda given: _has(given, 0, -1), "the last t is not 0"),
    Fact("t", "a t is 0", lambda given: _any(given, 0), "no t is 0"),
    Fact("t", "a t is 1", lambda given: _any(given, 1), "no t is 1"),
    Fact("t", "every t is 1", lambda given: _all(given, 1), "not every t is 1"),
    Fact(
        "t",
        "all t are the same",
        _all_alike,
        "the t differ",
    ),
    Fact(
        "t",
        "the smallest t is {}",
        lambda given: None if "t" not in given else float(given["t"].min()),
    ),
    Fact(
        "t",
        "the largest t is {}",
        lambda given: None if "t" not in given else float(given["t"].max()),
    ),
    Fact(
        "size",
        "the largest size of an entry is {}",
        lambda given: max(map(lambda x: float(np.abs(x).max()), _states(given)), default=None),
    ),
    Fact("dt", "dt is {}", lambda given: given.get("dt")),
    Fact("num_steps", "num_steps is {}", lambda given: given.get("num_steps")),
    Fact(
        "num_steps",
        "num_steps is odd",
        lambda given: given["num_steps"] % 2 == 1 if "num_steps" in given else None,
        "num_steps is even",
    ),
    Fact("t_min", "t_min is {}", lambda given: given.get("t_min")),
    *(
        Fact(
            "prediction",
            f'prediction is "{name}"',
            lambda given, name=name: given["prediction"] == name if "prediction" in given else None,
            f'prediction is not "{name}"',
        )
        for name in ("u", "eps", "")
    ),
    *(
        Fact(
            "prediction",
            told,
            lambda given, holds=holds: (
                holds(given["prediction"]) if "prediction" in given else None
            ),
            otherwise,
        )
        for told, holds, otherwise in (
            (
                'prediction begins with "u"',
                lambda text: text.startswith("u"),
                'prediction does not begin with "u"',
            ),
            (
                'prediction begins with "e"',
                lambda text: text.startswith("e"),
                'prediction does not begin with "e"',
            ),
            (
                'prediction begins with "eps"',
                lambda text: text.startswith("eps"),
                'prediction does not begin with "eps"',
            ),
            ('"u" is in prediction', lambda text: "u" in text, '"u" is not in prediction'),
            ('"eps" is in prediction', lambda text: "eps" in text, '"eps" is not in prediction'),
            (
                "prediction is u or eps in capital letters",
                lambda text: text.lower() in ("u", "eps") and text != text.lower(),
                "prediction is not u or eps in capital letters",
            ),
            (
                "prediction is u or eps with spaces",
                lambda text: text.strip() in ("u", "eps") and text != text.strip(),
                "prediction is not u or eps with spaces",
            ),
        )
    ),
)

VOCABULARY = Vocabulary(
    time="t",
    reshape=broadcast_time,
    factors={"t": lambda t: t, "1 - t": lambda t: 1 - t, "dt": lambda dt: dt},
    functions={
        "cos(pi t / 2)": lambda t: np.cos(np.pi * t / 2),
        "sin(pi t / 2)": lambda t: np.sin(np.pi * t / 2),
        "sqrt(1 - t^2)": lambda t: np.sqrt(1 - t**2),
    },
    times=_TIMES,
    states=_STATES,
    results=_RESULTS,
    facts=_FACTS,
    samples=_SAMPLES,
)
