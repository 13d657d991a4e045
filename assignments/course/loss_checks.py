"""What must hold of a loss: its value, its derivative, which draws it takes, and from where.

The grader made what the model answered, so it knows where the loss looked, and the derivative with
respect to that answer tells what the loss wanted there: the target, and with it the noise.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from assignments.course.flows import WaveField
from assignments.course.losses import LossCase, Seen, multiple, rejects_draws, seen
from assignments.course.noising_law import ASKED, OTHERS, SHAPES, data
from grader.authoring import (
    UNIT_ROUNDOFF,
    Array,
    Failure,
    Model,
    RecordedCall,
    Student,
    UnlikelyDraws,
    WrongValue,
    expect_generator_use,
    expect_other_draws,
    expect_tensor,
    expect_value,
    rounding,
)

#: later, less and less is seen of a target; of a batch so large, right draws never lie all there
_LATE, _MANY = 0.75, 20
#: a factor that is told
_OTHER_FACTOR = 1e-2

_NO_GRADIENT = "Compute the loss with torch's operations, and detach nothing that leads to it."


def _looked(record: RecordedCall) -> Seen:
    """Return what a call shows, after all has been expected that has nothing to do with values."""
    x1, (model,) = record.call.arguments[1], record.call.models
    expect_tensor(record.value, (), "the loss")
    asked = record.evaluations
    if len(asked) != 1:
        raise Failure(
            f"{model.name} was evaluated {len(asked)} times; once is expected, for the whole batch"
        )
    _expect_shape(asked[0].x, x1.shape, f"the x that {model.name} was given")
    if not ((asked[0].t >= 0) & (asked[0].t <= 1)).all():
        raise Failure(f"{model.name} was asked about a t outside [0, 1)", asked[0].t, "0 <= t < 1")
    found = seen(record)
    if found is None or found.pull is None:
        raise Failure(
            f"the loss has no derivative with respect to what {model.name} answered, so that "
            "training would change nothing",
            hint=_NO_GRADIENT,
        )
    return found


def _expect_shape(actual: Array, shape: tuple[int, ...], what: str) -> None:
    """Expect an array of a shape, of any float dtype."""
    if actual.shape != shape:
        raise Failure(f"{what} has shape {actual.shape}; shape {shape} is expected")


def expect_velocity(found: Seen) -> None:
    """Expect that the target is the velocity of a line through x that ends in the data."""
    _expect_target(found, found.x1 - found.x, by_eps=False)


def expect_noise(found: Seen) -> None:
    """Expect that the target is the noise in x."""
    _expect_target(found, found.x - found.time * found.x1, by_eps=True)


def _expect_target(found: Seen, due: Array, by_eps: bool) -> None:
    """Expect the target, as the derivative tells it, times 1 - t to be what x_t and x1 say."""
    left = 1 - found.time
    terms = (found.x, found.x1, found.noise(by_eps), left * found.told, left * found.target)
    room = rounding(*terms, left * found.around)
    with np.errstate(invalid="ignore"):
        wrong = ~(np.abs(left * found.target - due) <= room)
    if wrong.any():
        name = "eps" if by_eps else "u"
        factor = multiple(found, left * found.told - due, room)
        # one entry has such a factor whatever is wrong, and its value tells of 1 no better
        if factor is not None and abs(factor - 1) > _OTHER_FACTOR:
            raise WrongValue(
                f"here the loss is {factor:.4g} times the mean square of the answer minus {name}"
            )
        count = "every entry" if wrong.all() else f"{int(wrong.sum())} of {wrong.size} entries"
        raise WrongValue(
            f"the derivative of the loss with respect to the model's answer is wrong in {count}: "
            f"it is not that of the mean square of the answer minus {name}, with the {name} that "
            "belongs to x1 and to the x and t which the model was given"
        )


def _expect_mean_square(record: RecordedCall, found: Seen, is_large: bool = False) -> None:
    """Expect the value of the loss to fit its own derivative.

    Of a large batch a running sum may be off by a rounding for each entry.
    """
    off = np.square(found.told - found.target)
    sizes = np.square(np.abs(found.told) + np.abs(found.target) + np.abs(found.x1))
    room = rounding(np.asarray(sizes.mean()))
    if is_large:
        room = room + UNIT_ROUNDOFF * off.size * sizes.mean()
    expect_value(record.value, np.asarray(off.mean()), room, "the loss")


def check_value(
    student: Student, name: str, model: str, case: LossCase, expect: Callable[[Seen], None]
) -> None:
    generator = student.generator(case.seed)
    record = student.call(name, case.model(model), case.x1, generator)
    found = _looked(record)
    if len(found.t) >= _MANY and (found.t > _LATE).all():
        raise UnlikelyDraws(
            f"{model} was asked about times over {_LATE:g} only, though each of {len(found.t)} is "
            "uniform on [0, 1)"
        )
    expect(found)
    _expect_mean_square(record, found)


#: of what a call drew
_PARTS: dict[str, Callable[[Any], Any]] = {
    "t": lambda drawn: drawn[0],
    "noise": lambda drawn: drawn[2],
}
#: what parts noise that is compared: it is known but for rounding, and many entries say enough
_GRID, _ENOUGH = 0.05, 10


def check_generator(student: Student, name: str, model: str, seed: int) -> None:
    field = Model(model, WaveField(0.5, 1.0, 0.25, 0.0), differentiable=True)
    expect_generator_use(
        student,
        seed,
        name,
        lambda generator: (field, ASKED, generator),
        parts=_PARTS,
        drawn=_drawn,
    )
    for other in OTHERS:
        asked = [(field, other, student.generator(seed + step)) for step in range(2)]
        expect_other_draws(student.calls(name, asked), _PARTS, _drawn)


def _drawn(record: RecordedCall) -> tuple[Array, Array, Array]:
    """Return where a loss looked, t and x, and what noise leads there, coarsely.

    Of few entries that is x itself: chance may draw the same noise twice, if it is coarse.
    """
    found = _looked(record)
    asked = record.evaluations[0]
    if found.x1.size < _ENOUGH:
        return asked.t, asked.x, asked.x
    left = np.maximum(1 - found.time, 1e-6)
    return asked.t, asked.x, np.round((found.x - found.time * found.x1) / left / _GRID)


def check_law(
    student: Student,
    name: str,
    model: str,
    drawn: tuple[int, int],
    expect: Callable[[Seen], None],
) -> None:
    failures = []
    for seed in drawn:
        generator = student.generator(seed)
        field = Model(model, WaveField(0.5, 1.0, 0.25, 0.0), differentiable=True)
        asked = [(field, data(shape), generator) for shape in SHAPES]
        records = student.calls(name, asked)
        batches = [_looked(record) for record in records]
        for record, batch in zip(records, batches, strict=True):
            expect(batch)
            _expect_mean_square(record, batch, is_large=True)
        failure = rejects_draws(batches, expect is expect_noise, seed)
        if failure is None:
            return  # a right solution fails both runs with a probability of 1e-12 at most
        failures.append(failure)
    raise failures[0]
