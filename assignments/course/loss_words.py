"""What losses show of themselves, in words: where a model is asked, for what, and how it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from assignments.course.loss_counts import as_written, counted, kinds_of_loss
from assignments.course.loss_ideas import (
    LOSSES,
    Records,
    calls_of,
    due_times_left,
    own_noise,
)
from assignments.course.loss_measures import measured_losses
from assignments.course.loss_sums import points, targets
from assignments.course.losses import Seen
from grader.authoring import UNIT_ROUNDOFF, Array, rejects_normal

#: the value of a mean square, in parts
_NEAR = 1e-3
#: data beside which noise is still seen well; so many entries tell whether noises are alike
_NEAR_DATA, _MANY, _LEAST_CALLS = 10, 300, 5


def read_loss(by_eps: bool) -> Callable[[Records], str | None]:
    """Return what says, of the records of a loss, the one thing that is wrong in all of them."""

    def read(records: Records) -> str | None:
        calls = calls_of(records)
        if calls is None:
            return None
        with np.errstate(all="ignore"):
            ordered = sorted(calls, key=_cost)
            found = set(_readings(ordered, by_eps)) or set(_unlike(ordered, by_eps))
        return found.pop() if len(found) == 1 else None

    return read


def _readings(calls: Sequence[Seen], by_eps: bool) -> Iterator[str]:
    if all(map(_is_mean_square, calls)):
        # another point with the right target looks like the right point with another target, of a
        # noise that is not normal
        noises = _noises(calls, by_eps)
        if noises.is_drawn(noises.asked):
            yield from targets(calls, by_eps)
        if noises.is_drawn(noises.compared):
            yield from points(calls, by_eps)
        yield from _divided(calls, by_eps)
    known = counted(calls, by_eps)
    yield from kinds_of_loss(known)
    yield from measured_losses(known)


def _unlike(calls: Sequence[Seen], by_eps: bool) -> Iterator[str]:
    """Say what differs between where a model is asked and what it is compared with."""
    if not all(map(_is_mean_square, calls)):
        return
    near = [drawn for drawn in calls if np.abs(drawn.x1).max() <= _NEAR_DATA]
    times = [_times_between(drawn, by_eps) for drawn in near]
    if _are_others(near, times):
        yield "x_t is not of the time that the model is given: another t is in it."
    noises = _noises(calls, by_eps)
    if all(map(noises.is_drawn, (noises.asked, noises.compared))) and not noises.are_alike():
        yield "The noise in x_t and the noise in the target are two draws: one eps belongs in both."


def _are_others(calls: Sequence[Seen], times: Sequence[Array | None]) -> bool:
    """Whether there are times in x_t, which many samples of several entries tell, and others."""
    pairs = zip(calls, times, strict=True)
    others = [
        drawn.x1[0].size >= 3 and bool((np.abs(time - drawn.t) > 0.05).any())
        for drawn, time in pairs
        if time is not None
    ]
    return len(others) == len(calls) and sum(others) >= _LEAST_CALLS


def _times_between(drawn: Seen, by_eps: bool) -> Array | None:
    """Return how far each sample lies on the line from the target's noise to the data.

    None where one lies on no such line.
    """
    noise = _flat(drawn, own_noise(drawn, by_eps))
    way = _flat(drawn, drawn.x1) - noise
    so_far = _flat(drawn, drawn.x) - noise
    time = (so_far * way).sum(axis=1) / np.square(way).sum(axis=1)
    fits = np.abs(so_far - time[:, None] * way) <= 1e-4 * (1 + np.abs(way))
    within = (time > -1e-3) & (time < 1 + 1e-3)
    return time if fits.all() and within.all() else None


@dataclass(frozen=True)
class _Noises:
    """What noise there is in x, and in the target, and the data beside them, entry by entry."""

    asked: Array
    compared: Array
    data: Array

    def are_alike(self) -> bool:
        """Whether one has to do with the other."""
        return _are_related(self.asked, self.compared)

    def is_drawn(self, noise: Array) -> bool:
        """Whether it is standard normal, and has nothing to do with the data, as far as seen."""
        is_normal = noise.size >= _MANY and not rejects_normal(noise)
        return is_normal and not _are_related(noise, self.data)


def _are_related(first: Array, second: Array) -> bool:
    return bool(abs(np.corrcoef(first, second)[0, 1]) > 5 / np.sqrt(first.size))


def _noises(calls: Sequence[Seen], by_eps: bool) -> _Noises:
    """Return both noises of the samples that tell them well."""
    found = []
    for drawn in calls:
        early = (drawn.t < 0.9) & (_flat(drawn, np.abs(drawn.x1)).max(axis=1) <= _NEAR_DATA)
        asked = (drawn.x - drawn.time * drawn.x1) / (1 - drawn.time)
        found.append([a[early].ravel() for a in (asked, own_noise(drawn, by_eps), drawn.x1)])
    return _Noises(*map(np.concatenate, zip(*found, strict=True)))


def _cost(drawn: Seen) -> tuple[bool, int]:
    """Return what to sort by, so that small batches come first, but for those that say little."""
    return drawn.x1.size < 8, drawn.x1.size


def _is_mean_square(drawn: Seen) -> bool:
    """Whether the value is that of the mean square which the derivative is of."""
    assert drawn.pull is not None
    off = np.square(drawn.pull).mean()
    return bool(abs(drawn.loss - off) <= _NEAR * (_NEAR + off))


def _divided(calls: Sequence[Seen], by_eps: bool) -> Iterator[str]:
    """Say what the target is divided by, where that is 1 - t and a little more."""
    entries = [
        (_each(drawn, due_times_left(drawn, by_eps)), _each(drawn, drawn.target), _each(drawn))
        for drawn in calls
    ]
    due, target, left = (np.concatenate(arrays) for arrays in zip(*entries, strict=True))
    sizes = np.concatenate([_each(drawn, _size(drawn)) for drawn in calls])
    known = np.abs(target) > 1e-2
    # those are weighed most that rounding moves least
    weight = np.square(target[known] / sizes[known])
    more = float(((due[known] / target[known] - left[known]) * weight).sum() / weight.sum())
    off = float(UNIT_ROUNDOFF / np.sqrt(weight.sum()))
    if not 20 * off < abs(more) < 1:
        return
    if (np.abs(target * (left + more) - due) <= 64 * UNIT_ROUNDOFF * sizes).all():
        divided, by = "eps" if by_eps else "u", as_written(more)
        yield f"The {divided} of your target is divided by 1 - t + {by}, and not by 1 - t."


def _flat(drawn: Seen, value: Array) -> Array:
    """Return a value as `(B, entries)`."""
    return value.reshape(len(drawn.t), -1)


def _each(drawn: Seen, value: Array | None = None) -> Array:
    """Return a value for every entry: what is left of the time, where none is given."""
    return np.broadcast_to(1 - drawn.time if value is None else value, drawn.x.shape).ravel()


def _size(drawn: Seen) -> Array:
    """Return the size of what is added up, which rounding is a part of."""
    left = 1 - drawn.time
    return np.asarray(
        np.abs(drawn.x) + np.abs(drawn.x1) + left * (np.abs(drawn.told) + np.abs(drawn.target))
    )


LOSS_READERS = {exercise: read_loss(by_eps) for exercise, by_eps in LOSSES.items()}
