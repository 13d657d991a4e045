"""Which noise leads from each data point to a state, how likely it is, and what rounding moves.

A state x at time t comes from the data point y by one noise alone, (x - t y) / (1 - t). The points
are as likely as these noises are, and what an ideal network predicts is the mean over the points.

Of a right solution in float32 the logarithm of a likelihood may be off by a roundoff of what it
adds up: that of |x|^2 - 2 t x.y + t^2 |y|^2 if it multiplies the square out, as `torch.cdist` does.
The bounds here follow that error through everything which is made of the likelihoods, whatever its
size: a point cannot get a larger share than if its own error is as large as can be upwards, and
those of all others downwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from grader.authoring import UNIT_ROUNDOFF, Array, rounding

#: the error that `rounding` allows for a term of magnitude 1
_ROOM = float(rounding(1.0))
#: as many operations as that is the error of
OPERATIONS = round(_ROOM / UNIT_ROUNDOFF)
#: a smaller share says nothing: likelihoods that are not far below 1 have lost their digits there
_NO_SHARE = 1e-24
#: roundings of what is taken from all points and added again: of points, shares and their sum
_CENTRED = 6
#: odds of e to this are as good as any larger
_MOST = 300.0


@dataclass(frozen=True)
class Candidates:
    """States x_t `(B, D)` at times t `(B,)`, and the data points `(n, D)` they may come from."""

    x_t: Array
    t: Array
    data: Array

    @classmethod
    def of(cls, x_t: ArrayLike, t: ArrayLike, data: ArrayLike) -> Candidates:
        return cls(*(np.asarray(array, dtype=np.float32) for array in (x_t, t, data)))

    @cached_property
    def likelihoods(self) -> Likelihoods:
        return Likelihoods(*(array.astype(np.float64) for array in (self.x_t, self.t, self.data)))

    @property
    def shares(self) -> Array:
        """The probability of each data point, `(B, n)`."""
        return self.likelihoods.shares

    @property
    def velocity(self) -> Array:
        """The mean over the data points of the velocity that leads there."""
        return (self.likelihoods.mean - self.likelihoods.x) / self.likelihoods.left

    @property
    def noise(self) -> Array:
        """The mean over the data points of the noise that led from there."""
        return (self.likelihoods.shares[..., None] * self.likelihoods.noises).sum(axis=1)

    @property
    def entropy(self) -> Array:
        """The entropy of the shares, in nats."""
        return _surprise(self.likelihoods.shares).sum(axis=1)

    # what rounding may move each of these by, in terms that `rounding` multiplies

    @property
    def shares_moved(self) -> Array:
        at = self.likelihoods
        return (at.shares_off + at.shares * at.sum_off + _NO_SHARE) / _ROOM

    @property
    def velocity_moved(self) -> Array:
        at = self.likelihoods
        by_time = UNIT_ROUNDOFF * np.abs(self.velocity)
        # the mean of the data, less that of the noises
        summed = (at.mean_size + np.abs(at.x) + at.left * at.noise_size) * at.sum_off
        return (at.mean_off + summed + at.centred_off + by_time) / at.left / _ROOM

    @property
    def noise_moved(self) -> Array:
        at = self.likelihoods
        by_time = UNIT_ROUNDOFF * (at.mean_size + np.abs(self.noise))
        summed = (at.mean_size + np.abs(at.x) + at.left * at.noise_size) * at.sum_off
        return (at.time * (at.mean_off + at.centred_off) + summed + by_time) / at.left / _ROOM

    @property
    def entropy_moved(self) -> Array:
        at = self.likelihoods
        # the logarithm of the sum, less the mean logarithm, is a right form as well
        sizes = np.abs(at.logs) + np.minimum(at.logs_off, _MOST)
        summed = ((at.shares * sizes).sum(axis=1) + self.entropy) * _ROOM
        return (at.entropy_off + summed + at.sum_off[:, 0]) / _ROOM


class Likelihoods:
    """The truth in float64, and how far it may be off in float32."""

    def __init__(self, x: Array, t: Array, data: Array) -> None:
        self.x, self.data = x, data
        #: t `(B, 1)`, and what is left of it
        self.time = t[:, None]
        self.left = 1 - self.time
        #: `(B, n, D)`
        self.noises = (x[:, None] - self.time[..., None] * data) / self.left[..., None]
        #: `(B, n)`: the density of the noise, but for what is the same for all
        self.logs = -0.5 * (self.noises**2).sum(axis=-1)
        likely = np.exp(self.logs - self.logs.max(axis=1, keepdims=True))
        self.shares = likely / likely.sum(axis=1, keepdims=True)
        self.mean = self.shares @ data
        self.mean_size = self.shares @ np.abs(data)
        self.noise_size = (self.shares[..., None] * np.abs(self.noises)).sum(axis=1)

    @property
    def constant(self) -> Array:
        """What is the same for all points in the logarithm of a density, `(B, 1)`."""
        return self.data.shape[1] * (1 + np.abs(np.log(self.left)))

    @cached_property
    def logs_off(self) -> Array:
        """How far the logarithms may be off, `(B, n)`."""
        left = self.left[..., None]
        added = (np.abs(self.x)[:, None] + self.time[..., None] * np.abs(self.data)) / left
        terms = 0.5 * (added**2).sum(axis=-1) + self.constant
        size = np.abs(self.noises)
        slopes = (size * (size + np.abs(self.data)) / left).sum(axis=-1)
        return rounding(terms, slope=slopes)

    @cached_property
    def sum_off(self) -> Array:
        """How far the shares may be from a sum of 1, and a sum over the points from what it adds.

        n numbers are added; and the logarithm of the sum of the likelihoods is as large as theirs,
        which is rounded before it is taken from them. But a rounded sum is no less than its largest
        term, so that it moves by no more than it is larger.
        """
        points = len(self.data)
        top = np.abs(self.logs.max(axis=1, keepdims=True)) + self.constant
        larger = -np.log(self.bounds[0].max(axis=1, keepdims=True))
        # two logarithms and their difference are rounded, or more where it is summed one by one
        logs_moved = (4 + points / 8) * np.minimum(UNIT_ROUNDOFF * top, larger)
        moved = rounding(1 + points / OPERATIONS) + logs_moved  # nothing of a point alone
        return np.asarray(np.expm1(np.minimum(moved, _MOST)))

    @cached_property
    def bounds(self) -> tuple[Array, Array]:
        """The least and the largest share that each point may get."""
        off = self.logs_off
        return self._shares_if(-off, off), self._shares_if(off, -off)

    def _shares_if(self, own: Array, others: Array) -> Array:
        """Return each point's share if its logarithm is off by `own`, and the rest by `others`."""
        less = (self.logs + others)[:, None, :] - (self.logs + own)[:, :, None]
        odds = np.exp(np.minimum(less, _MOST))
        points = np.arange(len(self.data))
        odds[:, points, points] = 1
        return np.asarray(1 / odds.sum(axis=2))

    @property
    def shares_off(self) -> Array:
        low, high = self.bounds
        return np.maximum(high - self.shares, self.shares - low)

    @cached_property
    def mean_off(self) -> Array:
        """How far the mean of the data may be off, `(B, D)`: never beyond the data."""
        away = np.abs(self.data - self.mean[:, None])
        return np.minimum((self.shares_off[..., None] * away).sum(axis=1), away.max(axis=1))

    @property
    def centred_off(self) -> Array:
        """How far a mean of the data may be off if it is taken from one of them, `(D,)`.

        Whoever takes the centre of the data, or a point, from all and adds it again rounds numbers
        of its size, even where all that is likely is small.
        """
        return _CENTRED * UNIT_ROUNDOFF * np.abs(self.data).max(axis=0)

    @property
    def entropy_off(self) -> Array:
        """How far the entropy may be off, `(B,)`: p log p has its one turning point at 1/e."""
        low, high = self.bounds
        own = _surprise(self.shares)
        turning = np.clip(np.exp(-1), low, high)
        tried = [np.abs(_surprise(share) - own) for share in (low, high, turning)]
        return np.maximum.reduce(tried).sum(axis=1)


def _surprise(shares: Array) -> Array:
    """Return -p log p, which is 0 at 0."""
    return -shares * np.log(np.where(shares > 0, shares, 1))
