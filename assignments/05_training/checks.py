"""What is checked in assignment 05, and how. Nothing here holds a solution.

A loss is judged by its value and by its derivative with respect to what the model answered. The
grader made that answer, so it knows where the loss looked, and the derivative tells what it wanted
there: the target, and with it the noise that was drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from assignments.course.askings import expect_batches, expect_lines, expect_variety
from assignments.course.flows import WaveField
from assignments.course.losses import (
    LossCase,
    Seen,
    loss_cases,
    multiple,
    rejects_draws,
    seen,
)
from assignments.course.networks import MOST_ERROR, Trained, learned
from assignments.course.networks import SHAPES as NETWORKS
from assignments.course.noising_law import OTHERS, SHAPES, data
from assignments.course.times import BROADCAST
from assignments.course.trained import (
    expect_aim,
    moved,
    stayed,
    trained,
    training,
    weights_of,
)
from assignments.course.trainings import (
    Training,
    aimed_training,
    apart_training,
    crowded_training,
    small_training,
    whole_training,
)
from grader.authoring import (
    Array,
    Assignment,
    Failure,
    Model,
    Network,
    RecordedCall,
    Student,
    WrongValue,
    accepted_error,
    expect_generator_use,
    expect_other_draws,
    expect_tensor,
    expect_value,
    made,
    rounding,
    seeds,
)

assignment = Assignment(title="Training", module="training", broadcast=BROADCAST, dear=True)

flow_matching_loss = assignment.exercise(
    "flow_matching_loss(u_theta, x1, generator)",
    hint="Draw t and eps, make x_t, ask u_theta there: which velocity should it have answered?",
)
epsilon_loss = assignment.exercise(
    "epsilon_loss(eps_theta, x1, generator)",
    hint="Draw t and eps, make x_t, ask eps_theta there: which noise should it have answered?",
)

train = assignment.exercise(
    "train(model, data, num_iters, batch_size, learning_rate, generator)",
    hint="Draw a batch of data, take the model's loss on it, and step the optimiser: num_iters "
    "times.",
)

#: later, less and less is seen of a target; of a batch so large, right draws never lie all there
_LATE, _MANY = 0.75, 20

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


def _expect_velocity(found: Seen) -> None:
    """Expect that the target is the velocity of a line through x that ends in the data."""
    _expect_target(found, found.x1 - found.x, by_eps=False)


def _expect_noise(found: Seen) -> None:
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
        if factor is not None and (times := f"{factor:.4g}") != "1":
            raise WrongValue(
                f"here the loss is {times} times the mean square of the answer minus {name}"
            )
        count = f"{int(wrong.sum())} of {wrong.size} entries"
        raise WrongValue(
            f"the derivative of the loss with respect to the model's answer is wrong in {count}: "
            f"it is not that of the mean square of the answer minus {name}, with the {name} that "
            "belongs to x1 and to the x and t which the model was given"
        )


def _expect_mean_square(record: RecordedCall, found: Seen) -> None:
    """Expect the value of the loss to fit its own derivative."""
    off = np.square(found.told - found.target)
    sizes = np.square(np.abs(found.told) + np.abs(found.target) + np.abs(found.x1))
    room = rounding(np.asarray(sizes.mean()))
    expect_value(record.value, np.asarray(off.mean()), room, "the loss")


def _check_value(
    student: Student, name: str, model: str, case: LossCase, expect: Callable[[Seen], None]
) -> None:
    generator = student.generator(case.seed)
    record = student.call(name, case.model(model), case.x1, generator)
    found = _looked(record)
    if len(found.t) >= _MANY and (found.t > _LATE).all():
        raise Failure(
            f"{model} was asked about times over {_LATE:g} only, though each of {len(found.t)} is "
            "uniform on [0, 1)"
        )
    expect(found)
    _expect_mean_square(record, found)


#: of what a call drew
_PARTS: dict[str, Callable[[Any], Any]] = {
    "t": lambda drawn: drawn[0],
    "noise": lambda drawn: drawn[1],
}


def _check_generator(student: Student, name: str, model: str, seed: int) -> None:
    x1 = np.ones((5, 3), np.float32)
    field = Model(model, WaveField(0.5, 1.0, 0.25, 0.0), differentiable=True)
    expect_generator_use(
        student,
        seed,
        name,
        lambda generator: (field, x1, generator),
        parts=_PARTS,
        drawn=_drawn,
    )
    for shape in OTHERS:
        ones = np.ones(shape, np.float32)
        asked = [(field, ones, student.generator(seed + step)) for step in range(2)]
        expect_other_draws(student.calls(name, asked), _PARTS, _drawn)


def _drawn(record: RecordedCall) -> tuple[Any, Any]:
    """Return where a loss looked, t and x: what it drew, since x1 is always the same."""
    _looked(record)
    return record.evaluations[0].t, record.evaluations[0].x


def _check_law(
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
        batches = [_looked(record) for record in student.calls(name, asked)]
        for batch in batches:
            expect(batch)
        failure = rejects_draws(batches, expect is _expect_noise, seed)
        if failure is None:
            return  # a right solution fails both runs with a probability of 1e-12 at most
        failures.append(failure)
    raise failures[0]


@flow_matching_loss.property(loss_cases(), score=2, examples=1)
def is_the_mean_square_of_the_velocitys_error(student: Student, case: LossCase) -> None:
    """flow_matching_loss is the mean of (u_theta(x_t, t) - u)^2 over all entries, to be
    differentiated"""
    _check_value(student, "flow_matching_loss", "u_theta", case, _expect_velocity)


@flow_matching_loss.protocol(
    seeds(), score=1, examples=1, requires=[is_the_mean_square_of_the_velocitys_error]
)
def draws_from_the_generator(student: Student, seed: int) -> None:
    """flow_matching_loss draws from `generator` only: same seed, same t and x_t; next call,
    others"""
    _check_generator(student, "flow_matching_loss", "u_theta", seed)


@flow_matching_loss.distribution(
    seeds(2), score=1, requires=[is_the_mean_square_of_the_velocitys_error]
)
def draws_are_uniform_normal_and_independent(student: Student, drawn: tuple[int, int]) -> None:
    """t is uniform on [0, 1), one a sample; eps is standard normal; all draws are independent"""
    _check_law(student, "flow_matching_loss", "u_theta", drawn, _expect_velocity)


@epsilon_loss.property(loss_cases(), score=2, examples=1)
def is_the_mean_square_of_the_noises_error(student: Student, case: LossCase) -> None:
    """epsilon_loss is the mean of (eps_theta(x_t, t) - eps)^2 over all entries, to be
    differentiated"""
    _check_value(student, "epsilon_loss", "eps_theta", case, _expect_noise)


@epsilon_loss.protocol(
    seeds(), score=1, examples=1, requires=[is_the_mean_square_of_the_noises_error]
)
def noise_draws_from_the_generator(student: Student, seed: int) -> None:
    """epsilon_loss draws from `generator` only: same seed, same t and x_t; next call, others"""
    _check_generator(student, "epsilon_loss", "eps_theta", seed)


@epsilon_loss.distribution(seeds(2), score=1, requires=[is_the_mean_square_of_the_noises_error])
def noise_is_uniform_normal_and_independent(student: Student, drawn: tuple[int, int]) -> None:
    """t is uniform on [0, 1), one a sample; eps is standard normal; all draws are independent"""
    _check_law(student, "epsilon_loss", "eps_theta", drawn, _expect_noise)


@train.property(
    made(None, [partial(small_training, shape=shape) for shape in range(len(NETWORKS))]),
    score=2,
    examples=1,
)
def follows_what_it_is_told(student: Student, case: Training) -> None:
    """train takes num_iters steps of size learning_rate and returns the trained model"""
    still = trained(student, case, learning_rate=0.0)
    if not stayed(case, still):
        raise Failure("weights moved at learning_rate = 0", hint="Which step size do you use?")
    with accepted_error("Exception"):  # as a schedule of no steps may raise
        if not stayed(case, trained(student, case, num_iters=0)):
            raise Failure("weights moved at num_iters = 0", hint="How many steps do you take?")
    alone = trained(student, replace(case, data=case.data[-1:]), num_iters=2, batch_size=1)
    if not moved(case, alone) > 0:
        raise Failure("no weight of the returned model moved, on data of one sample")
    counted = replace(case, num_iters=24)
    two, record = trained(student, case, num_iters=2), training(student, counted)
    after_many = weights_of(record)
    steps = [moved(case, weights) for weights in (two, after_many)]
    if not steps[0] > 0:
        raise Failure(
            "no weight of the returned model moved in 2 iterations",
            hint="Is it this model that the loss is of, that the optimiser steps, and that you "
            "return?",
        )
    # where batches are not counted: an optimiser may take its largest steps at first
    if not record.asked and not steps[1] > 1.5 * steps[0]:
        raise Failure(
            "the weights moved no further in 24 iterations than in 2",
            hint="How many steps do you take?",
        )
    for number, (after, before) in enumerate(zip(after_many, case.network.weights, strict=True)):
        if np.array_equal(after, before):
            part = "bias" if number % 2 else "weight"
            raise Failure(
                f"the {part} of layer {number // 2 + 1} is the one that was given",
                hint="Of which parameters does the optimiser know?",
            )
    smaller = trained(student, case, num_iters=2, learning_rate=case.learning_rate / 8)
    if not 0 < moved(case, smaller) < 0.5 * steps[0]:
        raise Failure(
            "a learning rate of an eighth made no smaller step", hint="Which step size do you use?"
        )
    expect_batches(record, counted)


@train.protocol(seeds(), score=1, examples=1, requires=[follows_what_it_is_told])
def training_draws_from_the_generator(student: Student, seed: int) -> None:
    """train draws from `generator` only: same seed, same weights; other seed, others"""
    case = small_training(np.random.default_rng(seed), 0)
    expect_generator_use(
        student,
        seed,
        "train",
        lambda generator: (case.network, case.data, 2, case.batch_size, 0.01, generator),
        parts={"weights": lambda weights: weights},
        drawn=lambda record: tuple(weights_of(record)),
    )


@train.distribution(made(None, [whole_training]), score=4, requires=[follows_what_it_is_told])
def learns_the_velocity(student: Student, case: Training) -> None:
    """the trained model predicts the velocity, so that Euler steps lead from noise to the data"""
    failures = []
    for seed in (case.seed, case.seed ^ 1):
        record = training(student, replace(case, seed=seed))
        found = learned(case.network, weights_of(record), case.law)
        error = found.error()
        if error < MOST_ERROR:
            expect_batches(record, case)
            apart = apart_training(case.seed)
            expect_lines(training(student, apart), apart.data)
            crowded = crowded_training(case.seed)
            expect_variety(training(student, crowded), crowded)
            for number in range(2):
                expect_aim(student, aimed_training(case.seed ^ number))
            return
        failures.append((found, error))
    found, error = failures[0]
    assert case.law is not None
    samples, middle = found.samples(), float(np.mean(case.law.means))
    share = float(np.mean(samples < middle))
    rightly = float(np.mean(Trained(case.law, case.law).samples() < middle))
    raise Failure(
        f"the velocity that the model learned is off: the mean square of its error is {error:.2g} "
        f"times the variance of the best velocity; a right loss leaves less than {MOST_ERROR:g}. "
        f"50 Euler steps by it take {share:.0%} of the samples below {middle:.2f}, where "
        f"{rightly:.0%} belong"
    )
