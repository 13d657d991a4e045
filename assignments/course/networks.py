"""Networks to be trained: how they begin, what they answer, how near the best field they come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import special

from assignments.course.mixture import MixtureField
from grader.authoring import Array, Network

_ACTIVATIONS: dict[str, Callable[[Array], Array]] = {
    "silu": lambda x: x * special.expit(x),
    "tanh": np.tanh,
    "relu": lambda x: np.maximum(x, 0),
}
#: hidden layers and activation of the networks that are asked to be trained
SHAPES = (((32, 32), "silu"), ((48, 48), "tanh"), ((64, 32), "silu"))
#: of the best field's variance: more error is left by no right loss, and less by no wrong one that
#: the handout does not name
MOST_ERROR = 0.35
#: points at which a field is looked at, and samples that follow it in so many steps
_POINTS, _SAMPLES, _STEPS = 2000, 512, 50


def network(shape: int, dimensions: int, rng: np.random.Generator) -> Network:
    """Return a network of one of `SHAPES`, its weights drawn as torch draws them."""
    hidden, activation = SHAPES[shape]
    sizes = (dimensions + 1, *hidden, dimensions)
    weights: list[Array] = []
    for inputs, outputs in pairwise(sizes):
        bound = 1 / np.sqrt(inputs)
        for axes in ((outputs, inputs), (outputs,)):
            weights.append(rng.uniform(-bound, bound, size=axes).astype(np.float32))
    return Network(sizes, activation, tuple(weights))  # type: ignore[arg-type]


def evaluate(given: Network, weights: Sequence[Array], x: Array, t: Array) -> Array:
    """Return what the network answers with these weights, in float64: x `(B, D)`, t `(B,)`."""
    return evaluate_layers(given, weights, x, t)[0]


def evaluate_layers(
    given: Network, weights: Sequence[Array], x: Array, t: Array
) -> tuple[Array, list[tuple[Array, Array]]]:
    """Return the answer, and of each layer what enters it and what its sums are."""
    value = np.concatenate([x, t[:, None]], axis=1)
    layers = [array.astype(np.float64) for array in weights]
    inner: list[tuple[Array, Array]] = []
    for place in range(0, len(layers), 2):
        sums = value @ layers[place].T + layers[place + 1]
        inner.append((value, sums))
        value = sums if place == len(layers) - 2 else _ACTIVATIONS[given.activation](sums)
    return value, inner


@dataclass(frozen=True)
class Trained:
    """A field u(x, t) of one dimension that a network has learned, beside the best one."""

    best: MixtureField
    u: Callable[[Array, Array], Array]

    def error(self, best: Callable[[Array, Array], Array] | None = None) -> float:
        """Return the mean square of the field's error, in parts of the best field's variance.

        It is taken where paths lead, at all times alike. NaN where it is not finite.
        """
        x, t = _where(self.best)
        due = (best or self.best)(x, t)
        return float(np.square(self.u(x, t) - due).mean() / due.var())

    def samples(self) -> Array:
        """Return samples by Euler's method from evenly spread noise, rising."""
        x = special.ndtri((np.arange(_SAMPLES) + 0.5) / _SAMPLES)
        for step in range(_STEPS):
            x = x + self.u(x, np.full(_SAMPLES, step / _STEPS)) / _STEPS
        return np.sort(x)


def _where(best: MixtureField) -> tuple[Array, Array]:
    """Return points of paths: times evenly spread, data and noise drawn, always alike."""
    rng = np.random.default_rng(5)
    t = (np.arange(_POINTS) + 0.5) / _POINTS
    x1 = data_of(best, _POINTS, rng)
    return (1 - t) * rng.normal(size=_POINTS) + t * rng.permutation(x1), t


def data_of(law: MixtureField, number: int, rng: np.random.Generator) -> Array:
    """Return data of the law, sorted: who takes batches in their order sees one mode at a time."""
    modes = rng.choice(len(law.weights), size=number, p=law.weights)
    means, stds = np.array(law.means), np.array(law.stds)
    return np.sort(means[modes] + stds[modes] * rng.normal(size=number))


def learned(given: Network, weights: Sequence[Array], law: MixtureField | None) -> Trained:
    """Return the field of a network of one dimension, with the best one for data of the law."""
    assert law is not None
    return Trained(law, lambda x, t: evaluate(given, weights, x[:, None], t)[:, 0])
