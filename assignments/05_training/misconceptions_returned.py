"""Known wrong ideas about losses: what they return."""

from __future__ import annotations

import numpy as np

from assignments.course.loss_ideas import LOSSES, Records
from grader.authoring import Misconceptions, returns_float64

known = Misconceptions()


@known.symptom(
    *LOSSES,
    hint="Return the tensor itself; call .item() only where a number is printed.",
    gives_all=True,
)
def number_returned(records: Records) -> bool:
    """The loss is returned as a Python number, of which no derivative can be taken."""
    return all(type(record.value) is float for record in records)


@known.symptom(*LOSSES, hint="Which mean makes one number of it?", gives_all=True)
def not_reduced(records: Records) -> bool:
    """The squared errors are returned entry by entry, or sample by sample, and not their mean."""
    return all(
        isinstance(record.value, np.ndarray)
        and record.value.ndim > 0
        and record.value.shape in (shape, shape[:1])
        for record in records
        for shape in [record.call.arguments[1].shape]
    )


def _is_part_of(shape: tuple[int, ...], whole: tuple[int, ...]) -> bool:
    """Whether some axes are left of a shape, and others gone or of length 1."""
    kept = iter(whole)
    is_less = shape != whole or set(whole) == {1}
    return is_less and all(size == 1 or size in kept for size in shape)


@known.symptom(*LOSSES, hint="Which mean makes one number of it?", gives_all=True)
def reduced_in_part(records: Records) -> bool:
    """The mean is taken along some axes only, so that the loss is not one number."""
    shapes = [
        (record.value.shape, record.call.arguments[1].shape)
        for record in records
        if isinstance(record.value, np.ndarray)
    ]
    return (
        len(shapes) == len(records)
        # one number in a shape of ones is the mean of all
        and any(size > 1 for shape, _ in shapes for size in shape)
        and all(_is_part_of(shape, whole) for shape, whole in shapes)
    )


@known.symptom(
    *LOSSES,
    hint="What of your loss does the network's answer still have a part in?",
    gives_all=True,
)
def detached(records: Records) -> bool:
    """The model's answer is cut off from what it came from (by detach, no_grad, .data, numpy or
    torch.tensor): the loss has a value, and no derivative."""
    return all(
        isinstance(record.value, np.ndarray)
        and record.value.shape == ()
        and len(record.evaluations) == 1
        and all(gradient is None for gradient in record.gradients)
        for record in records
    )


@known.symptom(*LOSSES, hint="Return the loss alone.", gives_all=True)
def tuple_returned(records: Records) -> bool:
    """More than the loss is returned: a tuple, where one number is expected."""
    return all(isinstance(record.value, tuple) for record in records)


known.symptom(*LOSSES)(returns_float64)
