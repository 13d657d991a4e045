"""What differs from case to case of what is asked, in the words in which it is told."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from grader.authoring import Array, Fact, Given


def _states(given: Given) -> list[Array]:
    return [value for name, value in given.items() if isinstance(value, np.ndarray) and name != "t"]


def _state(given: Given) -> Array | None:
    """Return the first array that is given: where there is none but t, that."""
    states = _states(given)
    return states[0] if states else given.get("t")


_Of = Callable[[Given], float | bool | None]


def _of_state(of: Callable[[Array], float | bool]) -> _Of:
    def fact(given: Given) -> float | bool | None:
        state = _state(given)
        return None if state is None else of(state)

    return fact


def _of_times(of: Callable[[Array], float | bool | None]) -> _Of:
    return lambda given: of(given["t"]) if "t" in given else None


def _matches(state: Array) -> bool:
    return state.ndim > 1 and state.shape[0] == state.shape[-1]


def _of_data(of: Callable[[Array], float | bool | None]) -> _Of:
    return lambda given: of(given["data"]) if "data" in given else None


def _as_many_as_data(given: Given) -> bool | None:
    state = _state(given)
    return len(state) == len(given["data"]) if "data" in given and state is not None else None


def _has_equals(data: Array) -> bool:
    return len(set(map(tuple, data.tolist()))) < len(data)


def _all_alike(t: Array) -> bool:
    return bool((t == t[0]).all())


def _prediction(told: str, holds: Callable[[str], bool], otherwise: str) -> Fact:
    def of(given: Given) -> bool | None:
        named = given.get("prediction")
        return holds(named) if isinstance(named, str) else None

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


def _end(given: Given) -> float | None:
    """Return the time at the end of a sample's step, a float32 as the submission's own."""
    if "t" not in given or not isinstance(given.get("dt"), float):
        return None
    return float(np.float32(given["t"][given["sample"]]) + np.float32(given["dt"]))


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
        lambda given: _of_state(len)(given) == given["sample"] + 1,
        "a sample is not the last",
    ),
    Fact("place", "the number of a sample, from 0, is {}", lambda given: given["sample"]),
    Fact("t + dt", "t + dt is {}", _end),
)

#: what differs from case to case
FACTS = (
    Fact("axes", "the number of axes is {}", _of_state(np.ndim)),
    Fact("B", "B is {}", _of_state(len)),
    Fact(
        "axes",
        "there is one number a sample",
        _of_state(lambda state: state[0].size == 1),
        "a sample has several numbers",
    ),
    Fact(
        "lengths",
        "B is the length of the last axis",
        _of_state(_matches),
        "B is not the length of the last axis",
    ),
    Fact(
        "axes",
        "an axis after the first has length 1",
        _of_state(lambda state: 1 in state.shape[1:]),
        "no axis after the first has length 1",
    ),
    Fact("t", "every t is 0", _of_times(lambda t: not t.any()), "not every t is 0"),
    Fact(
        "t",
        "the first t is 0",
        _of_times(lambda t: bool(t[0] == 0)),
        "the first t is not 0",
        sample=lambda given: 0,
    ),
    Fact(
        "t",
        "the last t is 0",
        _of_times(lambda t: bool(t[-1] == 0)),
        "the last t is not 0",
        sample=lambda given: -1,
    ),
    Fact("t", "a t is 0", _of_times(lambda t: not t.all()), "no t is 0"),
    Fact("t", "a t is 1", _of_times(lambda t: bool((t == 1).any())), "no t is 1"),
    Fact("t", "every t is 1", _of_times(lambda t: bool((t == 1).all())), "not every t is 1"),
    Fact("t", "all t are the same", _of_times(_all_alike), "the t differ"),
    Fact(
        "t",
        "the smallest t is {}",
        _of_times(lambda t: float(t.min())),
        sample=lambda given: int(given["t"].argmin()),
    ),
    Fact(
        "t",
        "the largest t is {}",
        _of_times(lambda t: float(t.max())),
        sample=lambda given: int(given["t"].argmax()),
    ),
    Fact(
        "size",
        "the largest entry, by size, is {}",
        lambda given: max((float(np.abs(x).max()) for x in _states(given)), default=None),
    ),
    Fact("n", "n is {}", _of_data(len)),
    Fact("lengths", "B is n", _as_many_as_data, "B is not n"),
    Fact("data", "two data points are equal", _of_data(_has_equals), "no data points are equal"),
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
