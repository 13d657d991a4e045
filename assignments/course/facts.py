"""What differs from case to case of what is asked, in the words in which it is told."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from grader.authoring import Array, Fact, Given


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


def _prediction(told: str, holds: Callable[[str], bool], otherwise: str) -> Fact:
    def of(given: Given) -> bool | None:
        return holds(given["prediction"]) if "prediction" in given else None

    return Fact("prediction", told, of, otherwise)


def _is_turned(text: str, turned: Callable[[str], str]) -> bool:
    """Whether it is no name of a prediction, but becomes one where it is turned."""
    return text not in _NAMES and turned(text) in _NAMES


_NAMES = ("u", "eps")
#: what may be true of the string that names a prediction
_STRINGS: tuple[tuple[str, Callable[[str], bool], str], ...] = (
    ('prediction is "u"', lambda text: text == "u", 'prediction is not "u"'),
    ('prediction is "eps"', lambda text: text == "eps", 'prediction is not "eps"'),
    ("prediction is empty", lambda text: not text, "prediction is not empty"),
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
    ('"u" is in prediction', lambda text: "u" in text, '"u" is not in prediction'),
    ('"eps" is in prediction', lambda text: "eps" in text, '"eps" is not in prediction'),
    (
        "prediction is u or eps in capital letters",
        lambda text: _is_turned(text, str.lower),
        "prediction is not u or eps in capital letters",
    ),
    (
        "prediction is u or eps with spaces",
        lambda text: _is_turned(text, str.strip),
        "prediction is not u or eps with spaces",
    ),
)

#: what differs from sample to sample
SAMPLES = (
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
)

#: what differs from case to case
FACTS = (
    Fact("axes", "the number of axes of the state is {}", lambda given: _state(given).ndim),
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
        lambda given: max((float(np.abs(x).max()) for x in _states(given)), default=None),
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
    *map(_prediction, *zip(*_STRINGS, strict=True)),
)
