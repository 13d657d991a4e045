"""The time t, `(B,)`: how it meets a state `(B, ...)`, and where properties are checked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from grader.authoring import Array

_TIMES = (0.25, 0.5, 0.75, 0.125, 1.0, 0.0, 0.001)

#: times that code may have a case of its own for
ROUND = (
    *(1 / 2, 1 / 8, 2 / 3, 0.1, 3 / 4, 1 / 3, 0.2, 7 / 8, 0.3, 1 / 4),
    *(0.9, 5 / 8, 0.7, 0.01, 3 / 8, 0.4, 0.8, 0.6),
    *(0.05, 0.95, 1 / 6, 0.02, 0.99, 5 / 6, 0.999),
)


def broadcast_time(t: Array, like: Array) -> Array:
    """Return t `(B,)` in float64 with axes of length 1 appended, to meet `like` `(B, ...)`."""
    return np.asarray(t, dtype=np.float64).reshape(t.shape + (1,) * (like.ndim - 1))


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

    def drawn(self, level: str, rng: np.random.Generator) -> float:
        """Return a time of a level of the domain; `1e-5` stands for 2e-5 to 8e-5."""
        length = self.high - self.low
        match level:
            case "uniform":
                t = self.low + length * rng.uniform()
            case "low":
                t = self.low
            case "high":
                t = self.high
            case "near low":
                t = self.low + length * 10 ** rng.uniform(-4, -1)
            case "near high":
                t = self.high - length * 10 ** rng.uniform(-4, -1)
            case "just above low":
                t = self.low + length * 10 ** rng.uniform(-7, -4)
            case "just below high":
                t = self.high - length * 10 ** rng.uniform(-6, -3.05)
                if self.high == 1 and not rng.integers(4):
                    t = 1 - 2.0**-24  # the last of float32
            case "thousandth":
                t = 1e-3 if self.low < 1e-3 else 2e-3  # which is no end
            case decade:
                t = float(decade) * rng.uniform(2, 8)
        return float(min(max(t, self.low), self.high))


ALWAYS = Times()

#: where a noise prediction determines a velocity: dividing by t needs t > 0
FROM_EPS = Times(low=1e-3)

#: below that, a right value or an error: by a clamp at 10^-k a decade of its own would pass
DECADES_BELOW = ("1e-4", "1e-5", "1e-6", "1e-7")

#: what a wrong formula is given: t with the axes of the state, see `Misconceptions`
BROADCAST = {"t": broadcast_time}
