"""What losses show of themselves, in words: where a model is asked, for what, and how it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

import numpy as np

from assignments.course.loss_counts import as_written, counted, kinds_of_loss
from assignments.course.loss_ideas import (
    LOSSES,
    Records,
    calls_of,
    due_times_left,
    is_mean_square,
    sum_of_sizes,
)
from assignments.course.loss_measures import measured_losses
from assignments.course.loss_noises import are_two_draws, asked_noise, flat, is_drawn, own_noise
from assignments.course.loss_paths import kept_noise, more_beside
from assignments.course.loss_sums import points, targets
from assignments.course.losses import Seen
from grader.authoring import UNIT_ROUNDOFF, Array

#: data beside which noise is still seen well; so many calls tell
_NEAR_DATA, _LEAST_CALLS = 10, 5


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
    if all(map(is_mean_square, calls)):
        if is_drawn(calls, by_eps, asked_noise):
            yield from _rivals(targets(calls, by_eps)) or _multiplied(calls, by_eps)
        if is_drawn(calls, by_eps, own_noise):
            yield from _rivals(points(calls, by_eps)) or more_beside(calls, by_eps)
        yield from _divided(calls, by_eps)
        yield from kept_noise(calls, by_eps)
    if known := counted(calls, by_eps):
        yield from kinds_of_loss(known)
        yield from measured_losses(known)


def _rivals(sentences: Iterator[str]) -> list[str]:
    """Return the first two: of more nothing is told, and some losses fit thousands."""
    return list(islice(sentences, 2))


def _unlike(calls: Sequence[Seen], by_eps: bool) -> Iterator[str]:
    """Say what differs between where a model is asked and what it is compared with."""
    if not all(map(is_mean_square, calls)):
        return
    near = [drawn for drawn in calls if np.abs(drawn.x1).max() <= _NEAR_DATA]
    times = [_times_between(drawn, by_eps) for drawn in near]
    if _are_others(near, times) and is_drawn(calls, by_eps, own_noise):
        yield "x_t is not of the time that the model is given: another t is in it."
    if are_two_draws(calls, by_eps):
        yield "The noise in x_t and the noise in the target are two draws: one eps belongs in both."


def _are_others(calls: Sequence[Seen], times: Sequence[Array | None]) -> bool:
    """Whether nearly every sample of several entries, which tell the time in x_t, has another."""
    others = [
        np.abs(time - drawn.t) > 1e-3
        for drawn, time in zip(calls, times, strict=True)
        if time is not None and drawn.x1[0].size >= 3
    ]
    told = all(time is not None for time in times) and len(others) >= _LEAST_CALLS
    return told and float(np.mean(np.concatenate(others))) > 0.95


def _times_between(drawn: Seen, by_eps: bool) -> Array | None:
    """Return how far each sample lies on the line from the target's noise to the data.

    None where one lies on no such line.
    """
    noise = flat(drawn, own_noise(drawn, by_eps))
    way = flat(drawn, drawn.x1) - noise
    so_far = flat(drawn, drawn.x) - noise
    time = (so_far * way).sum(axis=1) / np.square(way).sum(axis=1)
    fits = np.abs(so_far - time[:, None] * way) <= 1e-4 * (1 + np.abs(way))
    within = (time > -1e-3) & (time < 1 + 1e-3)
    return time if fits.all() and within.all() else None


def _cost(drawn: Seen) -> tuple[bool, int]:
    """Return what to sort by, so that small batches come first, but for those that say little."""
    return drawn.x1.size < 8, drawn.x1.size


def _divided(calls: Sequence[Seen], by_eps: bool) -> Iterator[str]:
    """Say what times the target is what it must be 1 - t times, as where that is kept from 0.

    Whether it is the target that is divided so, or the point that is made with another time, is not
    seen.
    """
    due, target, left, sizes = _entries(calls, by_eps)
    room = 64 * UNIT_ROUNDOFF * sizes
    way = "x_t - t x1" if by_eps else "x1 - x_t"
    known = np.abs(target) > 1e-2
    # those are weighed most that rounding moves least
    weight = np.square(target[known] / sizes[known])
    off = due[known] / target[known] - left[known]
    more = float((off * weight).sum() / weight.sum())
    is_more = 20 * float(UNIT_ROUNDOFF / np.sqrt(weight.sum())) < abs(more) < 1
    if is_more and (np.abs(target * (left + more) - due) <= room).all():
        times = f"1 - t {'+' if more > 0 else '-'} {as_written(abs(more))}"
        yield f"{way} is {times} times the target of your loss; it must be 1 - t times that."
        return
    raised = off > 1e-3
    if raised.sum() < _LEAST_CALLS:
        return
    least = float(np.median((due[known] / target[known])[raised]))
    if (np.abs(target * np.maximum(left, least) - due) <= room).all():
        yield (
            f"{way} is {as_written(least)} times the target of your loss where 1 - t is less than "
            "that; it must be 1 - t times the target everywhere."
        )


def _multiplied(calls: Sequence[Seen], by_eps: bool) -> Iterator[str]:
    """Say which constant the target is multiplied by."""
    due, target, left, sizes = _entries(calls, by_eps)
    size = float(np.square(due / sizes).sum())
    factor = float((left * target * due / sizes**2).sum()) / size if size else 1.0
    if abs(factor - 1) < 1e-3:
        return
    if (np.abs(left * target - factor * due) <= 1e-5 * (1 + abs(factor)) * sizes).all():
        yield f"The target of your loss is {as_written(factor)} times {'eps' if by_eps else 'u'}."


def _entries(calls: Sequence[Seen], by_eps: bool) -> list[Array]:
    """Return of all entries: the target it must have, times 1 - t; its own; 1 - t; sizes."""
    found = [
        [
            np.broadcast_to(array, drawn.x.shape).ravel()
            for array in (
                due_times_left(drawn, by_eps),
                drawn.target,
                1 - drawn.time,
                sum_of_sizes(drawn),
            )
        ]
        for drawn in calls
    ]
    return [np.concatenate(arrays) for arrays in zip(*found, strict=True)]


LOSS_READERS = {exercise: read_loss(by_eps) for exercise, by_eps in LOSSES.items()}
