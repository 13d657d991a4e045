"""The time t, `(B,)`: how it meets a state `(B, ...)`, and where properties are checked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from grader.authoring import Array

_TIMES = (0.25, 0.5, 0.75, 0.125, 1.0, 0.0, 0.001)


def broadcast_time(t: Array, like: Array) -> Array:
    """Return t `(B,)` in float64 with axes of length 1 appended, to meet `like` `(B, ...)`."""
    return np.asarray(t, dtype=np.float64).reshape(t.shape + (1,) * (like.ndim - 1))


def zero_last(t: Array) -> Array:
    """Return times of which the last is 0."""
    return np.append(t[:-1], np.zeros(1, t.dtype))


@dataclass(frozen=True)
class Times:
    """The times at which a property is checked: low <= t <= high."""

    low: float = 0.0
    high: float = 1.0

    def small(self) -> list[float]:
        return [t for t in _TIMES if self.low <= t <= self.high]

    def sweep(self, count: int, rng: np.random.Generator) -> Array:
        """Return `count` float32 times: both ends, times close to them, and uniform ones."""
        near = 10.0 ** rng.uniform(-4, -1, size=2)
        delicate = [self.low, self.high, self.low + near[0], self.high - near[1]]
        start = int(rng.integers(4))
        t = rng.uniform(self.low, self.high, size=count)
        t[: min(count, 4)] = np.roll(delicate, start)[: min(count, 4)]
        return np.clip(t, self.low, self.high).astype(np.float32)


ALWAYS = Times()

#: what a wrong formula is given: t with the axes of the state, see `Misconceptions`
BROADCAST = {"t": broadcast_time}
