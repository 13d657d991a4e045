"""What noise losses show: that in the point where a model is asked, and that in the target.

Another point with the right target looks like the right point with another target, of a noise that
is not normal or depends on the data. So the law of the noise tells which of the two is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from assignments.course.losses import Seen
from grader.authoring import Array, rejects_normal

#: data beside which noise is still seen well, and the time until which it is
_LARGEST_DATA, _EARLY = 10, 0.9
#: so many entries tell a law
_MANY = 300

#: of a call of a loss, of the noise if `by_eps`: a noise, `(B, ...)`
NoiseOf = Callable[[Seen, bool], Array]


def own_noise(drawn: Seen, by_eps: bool) -> Array:
    """Return the noise that the target is of, wherever the model is asked."""
    return drawn.target if by_eps else drawn.x1 - drawn.target


def asked_noise(drawn: Seen, _: bool) -> Array:
    """Return the noise in the point, whatever the target is."""
    return np.asarray((drawn.x - drawn.time * drawn.x1) / (1 - drawn.time))


def turned_noise(drawn: Seen, _: bool) -> Array:
    """Return the noise that the target leads to, if it leads from the data to it."""
    return drawn.x1 + drawn.target


def flat(drawn: Seen, value: Array) -> Array:
    """Return a value as `(B, entries)`."""
    return value.reshape(len(drawn.t), -1)


def _entries(calls: Sequence[Seen], by_eps: bool, of: NoiseOf) -> tuple[Array, Array]:
    """Return the noise of the samples that tell it well, and the data beside it."""
    noise, data = [], []
    with np.errstate(all="ignore"):
        for drawn in calls:
            near = flat(drawn, np.abs(drawn.x1)).max(axis=1) <= _LARGEST_DATA
            chosen = near & (drawn.t < _EARLY)
            noise.append(of(drawn, by_eps)[chosen].ravel())
            data.append(drawn.x1[chosen].ravel())
    return np.concatenate(noise), np.concatenate(data)


def is_drawn(calls: Sequence[Seen], by_eps: bool, of: NoiseOf) -> bool:
    """Whether a noise is standard normal and has nothing to do with the data, as far as is seen."""
    noise, data = _entries(calls, by_eps, of)
    if noise.size < _MANY:
        return True
    return not (rejects_normal(noise) or are_related(noise, data))


def are_two_draws(calls: Sequence[Seen], by_eps: bool) -> bool:
    """Whether there is one noise in the points, and another one in the targets."""
    asked, _ = _entries(calls, by_eps, asked_noise)
    compared, _ = _entries(calls, by_eps, own_noise)
    if asked.size < _MANY or are_related(asked, compared):
        return False
    return all(is_drawn(calls, by_eps, of) for of in (asked_noise, own_noise))


def are_related(first: Array, second: Array) -> bool:
    """Whether numbers have to do with others, more than those have by chance that do not."""
    with np.errstate(invalid="ignore"):  # data may be all alike
        return bool(abs(np.corrcoef(first, second)[0, 1]) > 5 / np.sqrt(first.size))
