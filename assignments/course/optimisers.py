"""Two steps of training on one sample: which optimiser took them, and by which gradients.

What a network was asked tells the points and times. Of a single sample of data the velocity at each
of them is known, so the gradients can be computed here, and what optimisers make of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import special

from assignments.course.askings import known_sizes
from assignments.course.networks import evaluate_layers
from grader.authoring import Array, Network, RecordedCall

#: of how far the weights moved, what a prediction may be off by, without the worst of its entries:
#: where a gradient is next to 0, its sign is a matter of rounding
_OFF, _WORST = 0.003, 0.02
#: what part of the first step's rate the second may have: a schedule lowers it
_MOST = 1.01
#: what part of the second gradient must be none of the first: else many sums of both are the same
_ACROSS = 0.2
#: what an activation's derivative is, of its argument
_SLOPES: dict[str, Callable[[Array], Array]] = {
    "silu": lambda x: special.expit(x) * (1 + x * (1 - special.expit(x))),
    "tanh": lambda x: 1 - np.tanh(x) ** 2,
    "relu": lambda x: (x > 0).astype(np.float64),
}


def gradient(given: Network, weights: Sequence[Array], x: Array, t: Array, u: Array) -> Array:
    """Return the derivative of the mean square error by all weights, flat and in float64.

    x and u are `(B, D)`, t is `(B,)`.
    """
    value, inner = evaluate_layers(given, weights, x, t)
    back = 2 * (value - u) / u.size
    found: list[Array] = []
    for place in reversed(range(len(inner))):
        entering, sums = inner[place]
        if place < len(inner) - 1:
            back = back * _SLOPES[given.activation](sums)
        found += [back.sum(axis=0), (back.T @ entering).ravel()]
        back = back @ weights[2 * place].astype(np.float64)
    return np.concatenate(found[::-1])


def _momentum(gradients: Sequence[Array], kept: float) -> Array:
    direction = np.zeros_like(gradients[0])
    for step in gradients:
        direction = kept * direction + step
    return direction


def _adam(gradients: Sequence[Array]) -> Array:
    mean, square = np.zeros_like(gradients[0]), np.zeros_like(gradients[0])
    for step in gradients:
        mean, square = 0.9 * mean + 0.1 * step, 0.999 * square + 0.001 * step**2
    count = len(gradients)
    return (mean / (1 - 0.9**count)) / (np.sqrt(square / (1 - 0.999**count)) + 1e-8)


#: what each takes for the direction of its last step, of all gradients so far
_OPTIMISERS: Sequence[Callable[[Sequence[Array]], Array]] = (
    lambda gradients: _momentum(gradients, 0.0),
    lambda gradients: _momentum(gradients, 0.9),
    _adam,
)


@dataclass(frozen=True)
class _TwoSteps:
    """Weights before and after, flat, and what was asked: x and the velocity u `(2, D)`, t `(2,)`.

    `rate` is the learning rate.
    """

    given: Network
    before: Array
    after: Array
    rate: float
    x: Array
    t: Array
    u: Array

    @classmethod
    def of(cls, record: RecordedCall) -> _TwoSteps | None:
        """Return the steps that a call took, None where they are not known."""
        given, data, num_iters, _, rate, _ = record.call.arguments
        sizes, value = known_sizes(record), record.value
        if num_iters != 2 or len(data) != 1 or sizes is None or sizes.tolist() != [1, 1]:
            return None
        shapes = [array.shape for array in given.weights]
        if not isinstance(value, tuple) or [np.shape(array) for array in value] != shapes:
            return None
        x, t = (array.astype(np.float64) for array in record.asked[1:])
        if x.shape != (2, data.shape[1]) or t.shape != (2,) or not (t < 1).all():
            return None
        u = (data.astype(np.float64) - x) / (1 - t[:, None])
        return cls(given, _flat(given.weights), _flat(value), rate, x, t, u)

    def are_explained(self, optimiser: Callable[[Sequence[Array]], Array], *, added: bool) -> bool:
        """Whether an optimiser takes them that is given each gradient, or the sum of both."""
        first = self._first
        step = optimiser([first])
        second = self._gradient(1, self.before - self.rate * step)
        across = second - first * (first @ second) / (first @ first)
        if np.linalg.norm(across) < _ACROSS * np.linalg.norm(second):
            return False
        last = optimiser([first, first + second if added else second])
        moved = self.before - self.after
        left = moved - self.rate * step
        rate = (left @ last) / (last @ last)
        off = np.sort(np.square(left - rate * last))[: int((1 - _WORST) * len(moved))].sum()
        return bool(0 < rate < _MOST * self.rate and off < _OFF**2 * np.square(moved).sum())

    @cached_property
    def _first(self) -> Array:
        return self._gradient(0, self.before)

    def _gradient(self, step: int, flat: Array) -> Array:
        ends = np.cumsum([array.size for array in self.given.weights])[:-1]
        parts = zip(np.split(flat, ends), self.given.weights, strict=True)
        weights = [part.reshape(array.shape) for part, array in parts]
        at = slice(step, step + 1)
        return gradient(self.given, weights, self.x[at], self.t[at], self.u[at])


def _flat(weights: Sequence[Array]) -> Array:
    return np.concatenate([array.astype(np.float64).ravel() for array in weights])


def adds_gradients_up(record: RecordedCall) -> bool:
    """Whether two steps on one sample are those of an optimiser whose gradients add up.

    And of none that takes each gradient alone. The rate of the second may be lower.
    """
    with np.errstate(all="ignore"):  # weights may be anything
        steps = _TwoSteps.of(record)
        return steps is not None and (
            any(steps.are_explained(optimiser, added=True) for optimiser in _OPTIMISERS)
            and not any(steps.are_explained(optimiser, added=False) for optimiser in _OPTIMISERS)
        )
