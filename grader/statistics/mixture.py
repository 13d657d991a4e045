"""The ideal field of a one-dimensional Gaussian mixture, and Euler's method undone.

With the exact field, each Euler step x -> x + dt u*(x, t) with dt <= 1 - t is strictly increasing,
so a sample of the N-step sampler can be carried back, step by step, to the noise it came from. If
the sampler is right, that noise is an iid standard normal sample: an exact null hypothesis, without
a reference sample, and without the discretisation error that a comparison with the data would see.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from grader.student.values import Array
from grader.tolerance import over_trailing


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
        return self._field(x, over_trailing(t, x))

    def _field(self, x: Array, t: Array | float) -> Array:
        logs, slopes = [], []
        for weight, mean, std in zip(self.weights, self.means, self.stds, strict=True):
            variance = (1 - t) ** 2 + (t * std) ** 2
            offset = x - t * mean
            logs.append(np.log(weight) - 0.5 * np.log(variance) - 0.5 * offset**2 / variance)
            slopes.append(mean + (t * std**2 - (1 - t)) / variance * offset)
        top = np.maximum.reduce(logs)
        shares = [np.exp(each - top) for each in logs]
        total = np.add.reduce(shares)
        weighted = [share * slope for share, slope in zip(shares, slopes, strict=True)]
        return np.asarray(np.add.reduce(weighted) / total)

    def step(self, x: Array, t: float, dt: float) -> Array:
        """Return x + dt u*(x, t)."""
        return np.asarray(x + dt * self._field(x, t))

    def undo_step(self, y: Array, t: float, dt: float) -> Array:
        """Return the x with step(x, t, dt) = y, dt < 1 - t or t = 0 and dt < 1.

        The step is increasing, so bisection cannot miss; it is run on all entries at once, and
        sharpened by the secant of the bracket.
        """
        width = dt * (max(map(abs, self.means)) + 2) / max(1 - t - dt, 1e-3) + 1
        low, high = y - width, y + width
        for _ in range(200):
            if (self.step(low, t, dt) <= y).all() and (self.step(high, t, dt) >= y).all():
                break
            low, high = low - width, high + width
            width *= 2
        for _ in range(80):
            middle = 0.5 * (low + high)
            above = self.step(middle, t, dt) > y
            high = np.where(above, middle, high)
            low = np.where(above, low, middle)
            if float((high - low).max()) < 1e-12:
                break
        return np.asarray(0.5 * (low + high))

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
