"""Losses in which a number is measured: where errors are cut, what is added, and how much of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from assignments.course.loss_counts import LEAST_CALLS, Counted, Made, as_written
from grader.authoring import UNIT_ROUNDOFF, Array

#: data beside which rounding does not hide a weight of so much
_SMALL, _LEAST_WEIGHT = 10, 3e-4


def measured_losses(calls: Sequence[Counted]) -> Iterator[str]:
    """Return what the losses of these calls may be, with a number that was measured."""
    for measured in (_scaled, _relative, _bounded, _cut, _with_answers, _with_constant):
        sentence = measured(calls)
        if sentence is not None:
            yield sentence


def _scaled(calls: Sequence[Counted]) -> str | None:
    """Say by which constant the mean square is multiplied."""
    found = [
        float((call.pull * call.error).sum() / np.square(call.error).sum())
        for call in calls
        if np.square(call.error).sum() > 1e-3
    ]
    if len(found) < LEAST_CALLS or not np.ptp(found) <= 1e-3 * abs(found[0]):
        return None
    factor = float(np.median(found))
    if abs(factor - 1) < 5e-3 or not all(call.is_multiple(factor) for call in calls):
        return None
    if factor == 0:
        return "Your loss is 0, and so is its derivative."
    return f"Your loss is {as_written(factor)} times the mean square."


def _relative(calls: Sequence[Counted]) -> str | None:
    """Say whether the mean square is divided by that of what should be answered."""
    due = [np.square(call.drawn.told - call.error).mean() for call in calls]
    # of noise that is normalised it is 1, and says nothing
    if sum(abs(size - 1) > 0.05 for size in due) < LEAST_CALLS:
        return None
    if not all(call.is_multiple(1 / size) for call, size in zip(calls, due, strict=True)):
        return None
    return "The mean square is divided by the mean square of the target. It is expected as it is."


def _bounded(calls: Sequence[Counted]) -> str | None:
    """Say from where on errors count by their size, in a loss that Huber's may be."""
    least = min(float(np.abs(call.pull).max(initial=0.0)) for call in calls)
    most = max(float(np.abs(call.pull).max(initial=0.0)) for call in calls)
    small = [
        (call.pull[inside] / call.error[inside])
        for call in calls
        if (inside := (np.abs(call.error) > 1e-2) & (np.abs(call.pull) < 0.5 * most)).any()
    ]
    if not small or not 0 < least <= most:
        return None
    slope = float(np.median(np.concatenate(small)))
    bound = most / slope if slope > 0 else np.nan

    def made(error: Array) -> Made:
        size = np.abs(error)
        value = np.where(size < bound, size**2, 2 * bound * size - bound**2)
        return slope * value.mean(), slope * np.clip(error, -bound, bound)

    saturated = sum(int((np.abs(call.error) > 1.01 * bound).sum()) for call in calls)
    if saturated < LEAST_CALLS or not all(call.is_made(*made(call.error)) for call in calls):
        return None
    return (
        f"Errors of more than {as_written(bound)} count by their size, not by its square: a Huber "
        "or a smooth L1 loss."
    )


def _cut(calls: Sequence[Counted]) -> str | None:
    """Say where errors are cut, beyond which they have no derivative."""
    out = [(call.error[call.pull == 0], call) for call in calls]
    inside = [np.abs(call.error[call.pull != 0]).max(initial=0.0) for call in calls]
    beyond = [np.abs(errors[np.abs(errors) > 1e-6]).min(initial=np.inf) for errors, _ in out]
    if not 0 < max(inside) < min(beyond) < np.inf:
        return None
    found = []
    for errors, call in out:
        rest = call.drawn.loss * call.error.size - np.square(call.error[call.pull != 0]).sum()
        if errors.size and np.abs(errors).max() > 1e-6:
            found.append(np.sqrt(max(rest, 0.0) / errors.size))
    bound = float(np.median(found))

    def made(error: Array) -> Made:
        size = np.abs(error)
        return np.square(np.minimum(size, bound)).mean(), np.where(size < bound, error, 0.0)

    if not all(call.is_made(*made(call.error)) for call in calls):
        return None
    return (
        f"Errors are cut at {as_written(bound)}: larger ones have no derivative, and are not "
        "learned."
    )


def _with_answers(calls: Sequence[Counted]) -> str | None:
    """Say whether the size of the model's answer costs something as well."""
    known = [call for call in calls if np.abs(call.drawn.x1).max() <= _SMALL]
    if len(known) < LEAST_CALLS:
        return None
    more = [call.pull - call.error for call in known]
    told = [call.drawn.told for call in known]
    size = sum(float(np.square(array).sum()) for array in told)
    both = sum(float((a * b).sum()) for a, b in zip(more, told, strict=True))
    weight = both / size if size else 0.0
    if not _LEAST_WEIGHT <= abs(weight) < np.inf:
        return None
    for off, answer, call in zip(more, told, known, strict=True):
        if (np.abs(off - weight * answer) > 0.05 * abs(weight) * (1 + np.abs(answer))).any():
            return None
        value = np.square(call.error).mean() + weight * np.square(answer).mean()
        if not call.is_made(value, call.pull):
            return None
    return (
        f"{as_written(weight)} times the mean square of the model's own answer is added to the "
        "loss."
    )


def _with_constant(calls: Sequence[Counted]) -> str | None:
    """Say whether the derivative is right, and the value by a constant more."""
    # the smaller a mean square, the better is seen what is beside it; of what is differentiated it
    # is known best
    known = sorted((float(np.square(call.pull).mean()), call.drawn.loss) for call in calls)
    more = [loss - mean for mean, loss in known[:LEAST_CALLS]]
    middle = float(np.median(more))
    room = 4 * UNIT_ROUNDOFF * known[LEAST_CALLS - 1][0]
    if not abs(middle) > 20 * room or np.ptp(more) > 0.1 * abs(middle):
        return None
    if not all(call.is_made(call.drawn.loss, call.error) for call in calls):
        return None
    return f"{as_written(middle)} is added to the loss, whose derivative is right."
