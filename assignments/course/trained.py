"""What comes back of a training: weights, how far they moved, and where to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from assignments.course.trainings import Training
from grader.authoring import (
    UNIT_ROUNDOFF,
    Array,
    Failure,
    Network,
    RecordedCall,
    Student,
    expect_tensor,
)

#: roundings of a weight in a few steps that leave it, as the average of equal weights is rounded
_STILL = 24 * UNIT_ROUNDOFF


def trained(student: Student, case: Training, **other: float) -> list[Array]:
    """Train, and return the weights, of the shapes that were given and finite."""
    return weights_of(training(student, replace(case, **other)))  # type: ignore[arg-type]


def training(student: Student, case: Training) -> RecordedCall:
    return student.call(
        "train",
        case.network,
        case.data,
        case.num_iters,
        case.batch_size,
        case.learning_rate,
        student.generator(case.seed),
    )


def weights_of(record: RecordedCall) -> list[Array]:
    given: Network = record.call.arguments[0]
    if not isinstance(record.value, tuple) or not all(
        isinstance(array, np.ndarray) for array in record.value
    ):
        raise Failure(
            "the result is not the network that was given, nor a copy of it",
            record.value,
            "the trained model",
            "Return the model itself, after its last step.",
        )
    if len(record.value) != len(given.weights):
        raise Failure(
            f"the network that is returned has {len(record.value)} weights and biases; it was "
            f"given with {len(given.weights)}"
        )
    for number, (array, before) in enumerate(zip(record.value, given.weights, strict=True)):
        what = f"the {'bias' if number % 2 else 'weight'} of layer {number // 2 + 1}"
        expect_tensor(array, before.shape, what)
        if not np.isfinite(array).all():
            raise Failure(f"{what} is not finite after {record.call.arguments[2]} iterations")
    return list(record.value)


def moved(case: Training, weights: list[Array]) -> float:
    """Return the largest step of any weight."""
    pairs = zip(weights, case.network.weights, strict=True)
    return max(float(np.abs(after.astype(np.float64) - before).max()) for after, before in pairs)


def stayed(case: Training, weights: list[Array]) -> bool:
    """Return whether no weight moved by more than a rounding."""
    pairs = zip(weights, case.network.weights, strict=True)
    return all(
        bool((np.abs(after.astype(np.float64) - before) <= _STILL * np.abs(before)).all())
        for after, before in pairs
    )


def expect_aim(student: Student, case: Training) -> None:
    """Expect that the first steps lead each axis of the answer to the mean of its axis of the data.

    Where most samples lie on the other side of 0, only the mean square over a batch does.
    """
    before, after = case.network.weights[-1], trained(student, case)[-1]
    mean, most = case.data.mean(axis=0), np.median(case.data, axis=0)
    if not ((after - before) * mean > 0).all():
        step = ", ".join(f"{float(axis):.4f}" for axis in after - before)
        raise Failure(
            f"on data whose mean is {tuple(mean.tolist())}, though most are "
            f"{tuple(most.tolist())}, the bias of the last layer moved by ({step}) in "
            f"{case.num_iters} iterations of {case.batch_size} samples; the mean square of a "
            "batch's errors leads it to the mean, in each axis",
            hint="Of which samples of a batch do you take the error, and the mean of what?",
        )
