"""The path that keeps a little noise at t = 1: accepted where it is held throughout.

With x_t = (1 - (1 - s) t) eps + t x1 the velocity is x1 - (1 - s) eps. The constant s is the
student's. Each exercise's answers leave an interval of it; they belong together where one s is in
all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from assignments.course.times import broadcast_time
from grader.authoring import Array, Misconceptions, RecordedCall, rounding

known = Misconceptions()
Records = Sequence[RecordedCall]
#: the least and the largest s with which an exercise's answers are explained
Interval = tuple[float, float]

#: of the idea's own code
SIGMA_MIN = 1e-4
#: more is no little noise
LARGEST = 0.0101


def _arrays(record: RecordedCall, exercise: str) -> list[Array] | None:
    """Return x_t or u and what it was made of, in float64; None if the answer has another form."""
    value, arguments = record.value, record.call.arguments
    if exercise != "noising_batch":
        arrays = [value, *arguments]
    elif isinstance(value, tuple) and len(value) == 3:
        x_t, t, eps = value
        arrays = [x_t, arguments[0], eps, t]
    else:
        return None
    if not all(isinstance(array, np.ndarray) and array.dtype == np.float32 for array in arrays):
        return None
    answer, x1, other, *t = arrays
    if answer.shape != x1.shape or other.shape != x1.shape:
        return None
    if t and t[0].shape != x1.shape[:1]:
        return None
    return [array.astype(np.float64) for array in arrays]


def _left(exercise: str, arrays: list[Array]) -> tuple[Array, Array]:
    """Return what the answer has beyond the straight line's, and what of it there is a unit of s.

    Of interpolate_from_velocity, a unit of s / (1 - s).
    """
    answer, x1, other, *times = arrays
    if exercise == "velocity":
        return answer - (x1 - other), other
    t = broadcast_time(times[0], x1)
    if exercise == "interpolate_from_velocity":
        return answer - (x1 - (1 - t) * other), x1 - other
    return answer - ((1 - t) * other + t * x1), t * other


def _interval(exercise: str, records: Records) -> Interval | None:
    """Return which s explain all answers of an exercise; None if they have another form.

    It is empty, from a larger to a smaller number, where no s does.
    """
    low, high = -np.inf, np.inf
    for record in records:
        arrays = _arrays(record, exercise)
        if arrays is None:
            return None
        left, unit = (np.ravel(array) for array in _left(exercise, arrays))
        room = np.ravel(rounding(arrays[1], arrays[2]))
        none = unit == 0
        if not np.isfinite(left).all() or (np.abs(left) > room)[none].any():
            return np.inf, -np.inf
        left, room = np.sign(unit[~none]) * left[~none], room[~none]
        size = np.abs(unit[~none])
        low = max(low, float(((left - room) / size).max(initial=-np.inf)))
        high = min(high, float(((left + room) / size).min(initial=np.inf)))
    if exercise == "interpolate_from_velocity" and low <= high:
        return low / (1 + low) if low > -1 else -np.inf, high / (1 + high) if high > -1 else high
    return low, high


def _x_t(x1: Array, eps: Array, t: Array) -> Array:
    t = broadcast_time(t, x1)
    return np.asarray((1 - (1 - SIGMA_MIN) * t) * eps + t * x1)


def _u(x1: Array, eps: Array) -> Array:
    return x1 - (1 - SIGMA_MIN) * eps


def _x_t_from_u(x1: Array, u: Array, t: Array) -> Array:
    return np.asarray((x1 - u) / (1 - SIGMA_MIN) + broadcast_time(t, x1) * u)


def _batch(x1: Array, generator: np.random.Generator) -> tuple[Array, Array, Array]:
    t, eps = generator.random(len(x1)), generator.standard_normal(x1.shape)
    return _x_t(x1, eps, t), t, eps


_PATH: dict[str, Callable[..., Any]] = {
    "interpolate": _x_t,
    "velocity": _u,
    "interpolate_from_velocity": _x_t_from_u,
    "noising_batch": _batch,
}


@known.together(*_PATH, tolerated=True, plays=_PATH)
def sigma_min_path(exercise: str, records: Mapping[str, Records]) -> bool:
    """You keep a little noise (sigma_min) at t = 1 throughout, as one path in use does. It is
    accepted."""
    own = _interval(exercise, records[exercise])
    if own is None or own[0] <= 0:  # the straight line itself, wrong in another way
        return False
    found = [_interval(name, about) for name, about in records.items()]
    lows, highs = zip(*(interval for interval in found if interval is not None), strict=True)
    return max(0.0, *lows) <= min(LARGEST, *highs)


@known.together(*_PATH, hint="Which velocity has the path x_t = (1 - (1 - s) t) eps + t x1?")
def sigma_min_not_throughout(exercise: str, records: Mapping[str, Records]) -> bool:
    """You keep a little noise (sigma_min) at t = 1 here, but not the same in all that you wrote: a
    path and its velocity belong together."""
    own = _interval(exercise, records[exercise])
    return own is not None and 0 < own[0] <= own[1] and own[0] <= LARGEST
