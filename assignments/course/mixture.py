"""The ideal field of a one-dimensional Gaussian mixture, and Euler's method undone.

With the exact field, each Euler step x -> x + dt u*(x, t) with dt <= 1 - t is strictly increasing,
so a sample of the N-step sampler can be carried back, step by step, to the noise it came from. If
the sampler is right, that noise is an iid standard normal sample: an exact null hypothesis, without
a reference sample, and without the discretisation error that a comparison with the data would see.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from assignments.course.times import broadcast_time
from grader.authoring import Array


@dataclass(frozen=True)
class MixtureField:
    """u*(x, t) = E[x1 - eps | x_t = x] for data of the law sum pi_j N(mu_j, s_j^2).

    With C_j = (1-t)^2 + t^2 s_j^2 and r_j the posterior weight of mode j,
    u* = sum_j r_j [mu_j + (t s_j^2 - (1-t)) (x - t mu_j) / C_j]: no singular point.
    """

    weights: tuple[float, ...]
    means: tuple[float, ...]
    stds: tuple[float, ...]

    @property
    def mean(self) -> float:
        """E[x1]: where one step from t = 0 takes every sample."""
        return float(np.dot(self.weights, self.means))

    def __call__(self, x: Array, t: Array) -> Array:
        return self._field(x, broadcast_time(t, x))

    def _field(self, x: Array, t: Array | float) -> Array:
        """Return u*."""
        shares, offsets, slopes, _ = self._modes(x, t)
        pulls = zip(self.means, slopes, offsets, strict=True)
        return _average(shares, [mean + slope * offset for mean, slope, offset in pulls])

    def _field_and_slope(self, x: Array, t: Array | float) -> tuple[Array, Array]:
        """Return u* and its derivative by x."""
        shares, offsets, slopes, variances = self._modes(x, t)
        pulls = [
            mean + slope * offset
            for mean, slope, offset in zip(self.means, slopes, offsets, strict=True)
        ]
        scores = [-offset / variance for offset, variance in zip(offsets, variances, strict=True)]
        u = _average(shares, pulls)
        # the weights shift towards the mode whose density grows: a covariance
        shift = _average(shares, [a * b for a, b in zip(pulls, scores, strict=True)])
        shift -= u * _average(shares, scores)
        return u, _average(shares, [slope + 0 * x for slope in slopes]) + shift

    def _modes(
        self, x: Array, t: Array | float
    ) -> tuple[list[Any], list[Any], list[Any], list[Any]]:
        """Return of each mode its weight, x - t mu, the field's slope in it, and its variance."""
        variances = [(1 - t) ** 2 + (t * std) ** 2 for std in self.stds]
        offsets = [x - t * mean for mean in self.means]
        logs = [
            np.log(weight) - 0.5 * np.log(variance) - 0.5 * offset * offset / variance
            for weight, variance, offset in zip(self.weights, variances, offsets, strict=True)
        ]
        top = np.maximum.reduce(logs)
        slopes = [
            (t * std**2 - (1 - t)) / variance
            for std, variance in zip(self.stds, variances, strict=True)
        ]
        return [np.exp(log - top) for log in logs], offsets, slopes, variances

    def step(self, x: Array, t: float, dt: float) -> Array:
        """Return x + dt u*(x, t)."""
        return np.asarray(x + dt * self._field(x, t))

    def undo_step(self, y: Array, t: float, dt: float) -> Array:
        """Return the x with step(x, t, dt) = y, for dt <= 1 - t but not dt = 1; x is `(n,)`.

        The step is increasing, so a table of it brackets each answer. Newton's method sharpens it,
        and bisects where it would leave the bracket.
        """
        nodes = np.linspace(*self._around(y, t, dt), 4096)
        values = self.step(nodes, t, dt)
        right = np.clip(np.searchsorted(values, y), 1, nodes.size - 1)
        low, high = nodes[right - 1], nodes[right]
        x = np.interp(y, values, nodes)
        for _ in range(40):
            u, slope = self._field_and_slope(x, t)
            error = x + dt * u - y
            low, high = np.where(error < 0, x, low), np.where(error > 0, x, high)
            newton = x - error / np.maximum(1 + dt * slope, 1e-12)
            inside = (newton >= low) & (newton <= high)
            following = np.where(inside, newton, 0.5 * (low + high))
            moved = float(np.abs(following - x).max(initial=0.0))
            x = following
            if moved < 1e-13 * (1 + float(np.abs(x).max(initial=0.0))):
                break
        return np.asarray(x)

    def _around(self, y: Array, t: float, dt: float) -> tuple[float, float]:
        """Return an interval whose ends a step carries beyond every y."""
        low, high = float(y.min(initial=0.0)) - 1, float(y.max(initial=0.0)) + 1
        width = high - low
        while self.step(np.array([low]), t, dt)[0] > y.min(initial=0.0):
            low -= width
        while self.step(np.array([high]), t, dt)[0] < y.max(initial=0.0):
            high += width
        return low, high

    def code(self, name: str) -> str:
        return (
            f"def {name}(x, t):\n"
            "    t = t.reshape(-1, *[1] * (x.ndim - 1)).double()\n"
            f"    pi, mu, s = torch.tensor([{list(self.weights)}, {list(self.means)}, "
            f"{list(self.stds)}]).double()\n"
            "    x_, t_ = x.double().unsqueeze(-1), t.unsqueeze(-1)\n"
            "    c = (1 - t_) ** 2 + (t_ * s) ** 2\n"
            "    r = torch.softmax(pi.log() - c.log() / 2 - (x_ - t_ * mu) ** 2 / (2 * c), -1)\n"
            "    u = mu + (t_ * s**2 - (1 - t_)) / c * (x_ - t_ * mu)\n"
            "    return (r * u).sum(-1).to(x.dtype)\n"
        )


def _average(shares: list[Any], terms: list[Any]) -> Array:
    """Return the mean of the modes' terms, each with the weight of its mode."""
    weighted = [share * term for share, term in zip(shares, terms, strict=True)]
    return np.asarray(np.add.reduce(weighted) / np.add.reduce(shares))
