"""What is checked in assignment 05, and how. Nothing here holds a solution.

A loss is judged by its value and by its derivative with respect to what the model answered. The
grader made that answer, so it knows where the loss looked, and the derivative tells what it wanted
there: the target, and with it the noise that was drawn.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from assignments.course.askings import expect_batches, expect_lines, expect_variety
from assignments.course.loss_checks import (
    check_generator,
    check_law,
    check_value,
    expect_noise,
    expect_velocity,
)
from assignments.course.losses import LossCase, loss_cases
from assignments.course.networks import MOST_ERROR, Trained, learned
from assignments.course.networks import SHAPES as NETWORKS
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
    lone_training,
    small_training,
    whole_training,
)
from assignments.course.vocabulary import VOCABULARY
from grader.authoring import (
    Array,
    Assignment,
    Failure,
    Student,
    accepted_error,
    expect_generator_use,
    made,
    seeds,
)

#: in parts of a learning rate: Adam's first step is all of it
_SMALL_STEP = 0.3

assignment = Assignment(
    title="Training", module="training", broadcast=BROADCAST, dear=True, vocabulary=VOCABULARY
)

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


@flow_matching_loss.property(loss_cases(), score=2, examples=1)
def is_the_mean_square_of_the_velocitys_error(student: Student, case: LossCase) -> None:
    """flow_matching_loss is the mean of (u_theta(x_t, t) - u)^2 over all entries, to be
    differentiated"""
    check_value(student, "flow_matching_loss", "u_theta", case, expect_velocity)


@flow_matching_loss.protocol(
    seeds(), score=1, examples=1, requires=[is_the_mean_square_of_the_velocitys_error]
)
def draws_from_the_generator(student: Student, seed: int) -> None:
    """flow_matching_loss draws from `generator` only: same seed, same t and x_t; next call,
    others"""
    check_generator(student, "flow_matching_loss", "u_theta", seed)


@flow_matching_loss.distribution(
    seeds(2), score=1, requires=[is_the_mean_square_of_the_velocitys_error]
)
def draws_are_uniform_normal_and_independent(student: Student, drawn: tuple[int, int]) -> None:
    """t is uniform on [0, 1), one a sample; eps is standard normal; all draws are independent"""
    check_law(student, "flow_matching_loss", "u_theta", drawn, expect_velocity)


@epsilon_loss.property(loss_cases(), score=2, examples=1)
def is_the_mean_square_of_the_noises_error(student: Student, case: LossCase) -> None:
    """epsilon_loss is the mean of (eps_theta(x_t, t) - eps)^2 over all entries, to be
    differentiated"""
    check_value(student, "epsilon_loss", "eps_theta", case, expect_noise)


@epsilon_loss.protocol(
    seeds(), score=1, examples=1, requires=[is_the_mean_square_of_the_noises_error]
)
def noise_draws_from_the_generator(student: Student, seed: int) -> None:
    """epsilon_loss draws from `generator` only: same seed, same t and x_t; next call, others"""
    check_generator(student, "epsilon_loss", "eps_theta", seed)


@epsilon_loss.distribution(seeds(2), score=1, requires=[is_the_mean_square_of_the_noises_error])
def noise_is_uniform_normal_and_independent(student: Student, drawn: tuple[int, int]) -> None:
    """t is uniform on [0, 1), one a sample; eps is standard normal; all draws are independent"""
    check_law(student, "epsilon_loss", "eps_theta", drawn, expect_noise)


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
    first, two, three = (trained(student, case, num_iters=number) for number in (1, 2, 3))
    record = training(student, counted)
    after_many = weights_of(record)
    steps = [moved(case, weights) for weights in (two, after_many)]
    if not steps[0] > 0:
        raise Failure(
            "no weight of the returned model moved in 2 iterations",
            hint="Is it this model that the loss is of, that the optimiser steps, and that you "
            "return?",
        )
    for number, (fewer, more) in enumerate(((first, two), (two, three)), start=2):
        if all(map(np.array_equal, fewer, more)):
            raise Failure(
                f"{number} iterations leave the weights that {number - 1} of them leave",
                hint="How many steps do you take?",
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


def _expect_asked(student: Student, seed: int) -> None:
    """Expect that the model is asked about points of the path, to samples from all of the data."""
    apart, crowded = apart_training(seed), crowded_training(seed)
    expect_lines(training(student, apart), apart.data)
    expect_variety(training(student, crowded), crowded)


@train.distribution(made(None, [whole_training]), score=4, requires=[follows_what_it_is_told])
def learns_the_velocity(student: Student, case: Training) -> None:
    """the trained model predicts the velocity, so that Euler steps lead from noise to the data"""
    failures: list[tuple[Trained, float]] = []
    alone = lone_training(case.seed)
    training(student, alone)  # where it fails, this tells of the gradients
    for seed in (case.seed, case.seed ^ 1):
        record = training(student, replace(case, seed=seed))
        found = learned(case.network, weights_of(record), case.law)
        error = found.error()
        if error < MOST_ERROR:
            expect_batches(record, case)
            _expect_asked(student, case.seed)
            for number in range(2):
                expect_aim(student, aimed_training(case.seed ^ number))
            return
        failures.append((found, error))
    _expect_asked(student, case.seed)  # which says more than what came of it
    found, error = failures[0]
    assert case.law is not None
    samples, middle = found.samples(), float(np.mean(case.law.means))
    share = float(np.mean(samples < middle))
    rightly = float(np.mean(Trained(case.law, case.law).samples() < middle))
    raise Failure(
        f"the velocity that the model learned is off: the mean square of its error is {error:.2g} "
        f"times the variance of the best velocity; a right loss leaves less than {MOST_ERROR:g}. "
        f"50 Euler steps by it take {share:.0%} of the samples below {middle:.2f}, where "
        f"{rightly:.0%} belong",
        hint=_of_small_steps(alone, trained(student, alone, num_iters=1)),
    )


def _of_small_steps(case: Training, weights: list[Array]) -> str | None:
    """Say whether the first step is far smaller than that of the optimiser which a rate is for."""
    pairs = zip(weights, case.network.weights, strict=True)
    steps = np.concatenate([np.abs(after - before).ravel() for after, before in pairs])
    middle = float(np.median(steps[steps > 0])) if steps.any() else 0.0
    if not 0 < middle < _SMALL_STEP * case.learning_rate:
        return None
    return (
        f"At learning_rate {case.learning_rate:g} the first step moved half of the weights by no "
        f"more than {middle:.1g}. The rate is meant for Adam, whose first step moves all by about "
        "as much as it says; plain SGD does not come far with it."
    )
