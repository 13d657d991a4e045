"""What is checked in assignment 01, and how. Nothing here holds a solution.

The truth is drawn, not computed: a case draws x1, eps and t, and builds x_t and u by their
definitions in float64. The submission must give them back to within float32's rounding.
"""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from assignments.course.noising_law import (
    IMAGES,
    MANY,
    ROWS,
    SLOW_BATCHES,
    SLOW_SECONDS,
    Batch,
    data,
    rejects_batches,
)
from assignments.course.points import Point, points
from assignments.course.times import BROADCAST, broadcast_time
from grader.authoring import (
    SEEDS,
    Array,
    Assignment,
    Failure,
    Generator,
    RecordedCall,
    Student,
    WrongValue,
    expect_close,
    expect_generator_use,
    expect_no_global_use,
    expect_tensor,
    expect_tuple,
    rounding,
)

assignment = Assignment(
    title="The path from noise to data", module="interpolant", broadcast=BROADCAST
)

interpolate = assignment.exercise(
    "interpolate(x1, eps, t)",
    hint="What must x_t be at t = 0, and at t = 1? Has t as many axes as x1?",
)
velocity = assignment.exercise(
    "velocity(x1, eps)", hint="The path leads from eps to x1 in one unit of time."
)
interpolate_from_velocity = assignment.exercise(
    "interpolate_from_velocity(x1, u, t)",
    hint="How much time is there between x_t and x1, and how far does u lead in it?",
)
noising_batch = assignment.exercise(
    "noising_batch(x1, generator)",
    hint="One uniform time a sample, standard normal noise of x1's shape, all from `generator`.",
)


def _x_t(x1: Array, eps: Array, t: Array) -> Array:
    """x_t in float64, from the definition."""
    time = broadcast_time(t, x1)
    return np.asarray((1 - time) * eps.astype(np.float64) + time * x1.astype(np.float64))


@interpolate.gives("x_t", points(), score=5, rounded=lambda x1, eps: (x1, eps))
def lies_on_the_line(x1: Array, eps: Array, t: Array) -> Array:
    """interpolate gives the point at time t on the line from eps to x1"""
    return np.asarray((1 - t) * eps + t * x1)


@velocity.gives("u", points(), score=4, rounded=lambda x1, eps: (x1, eps))
def leads_from_noise_to_data(x1: Array, eps: Array) -> Array:
    """velocity gives the constant velocity that carries eps to x1 in unit time"""
    return np.asarray(x1 - eps)


@interpolate_from_velocity.gives("x_t", points(), score=5, rounded=lambda x1, u: (x1, u))
def recovers_x_t(x1: Array, u: Array, t: Array) -> Array:
    """interpolate_from_velocity gives the same x_t from x1 and u, without the noise"""
    return np.asarray(x1 - (1 - t) * u)


def _drawn(
    student: Student, x1: Array, generator: Generator
) -> tuple[RecordedCall, Array, Array, Array]:
    """Call noising_batch and return the record with x_t, t and eps, their shapes checked."""
    record = student.call("noising_batch", x1, generator)
    x_t, t, eps = expect_tuple(record.value, 3, "(x_t, t, eps)")
    expect_tensor(x_t, x1.shape, "x_t")
    expect_tensor(t, x1.shape[:1], "t")
    expect_tensor(eps, x1.shape, "eps")
    return record, x_t, t, eps


@noising_batch.property(points(), score=2, examples=4)
def x_t_fits_what_was_drawn(student: Student, point: Point) -> None:
    """noising_batch returns (x_t, t, eps), and x_t is the point of x1, eps and t"""
    _, x_t, t, eps = _drawn(student, point.x1, student.generator(7))
    if not ((t >= 0) & (t <= 1)).all():
        raise Failure("t leaves the interval [0, 1)", t, "0 <= t < 1")
    truth = _x_t(point.x1, eps, t)
    try:
        expect_close(x_t, truth, rounding(point.x1, eps), "x_t")
    except WrongValue as wrong:
        # t and eps are the student's own, so without them nobody could follow
        note = f"{wrong.note}; both lines are (x_t, t, eps), with the t and eps that you returned"
        expected = truth.astype(np.float32), t, eps
        hint = "Which point of the path belongs to this t and this eps?"
        raise WrongValue(note, (x_t, t, eps), expected, hint) from None


@noising_batch.protocol(st.tuples(SEEDS), score=2, examples=1, requires=[x_t_fits_what_was_drawn])
def draws_from_the_generator(student: Student, seed: int) -> None:
    """noising_batch draws from `generator` only: same seed, same batch; next call, another batch"""
    x1 = np.ones((5, 3), np.float32)
    expect_generator_use(
        student,
        seed,
        lambda generator, global_seed: student.call(
            "noising_batch", x1, generator, global_seed=global_seed
        ),
        parts={"t": lambda value: value[1], "eps": lambda value: value[2]},
    )
    for shape in ((3,), (2, 3, 2), (2, 2, 3, 4), (2, 1, 3, 1, 2), (1, 2, 1, 2, 1, 2)):
        x1 = data(shape, seed)
        expect_no_global_use(student.call("noising_batch", x1, student.generator(seed)))


@noising_batch.distribution(
    st.tuples(st.tuples(SEEDS, SEEDS)), score=2, requires=[x_t_fits_what_was_drawn]
)
def draws_are_uniform_normal_and_independent(student: Student, seeds: tuple[int, int]) -> None:
    """t is uniform on [0, 1), one a sample; eps is standard normal; all draws are independent"""
    failures = []
    for seed in seeds:
        generator = student.generator(seed)
        (first, seconds), (second, others), (images, _) = (
            _batch(student, data(shape, seed), generator) for shape in (ROWS, ROWS, IMAGES)
        )
        # how long a call takes decides how much is asked, and never what is right
        is_slow = min(seconds, others) > SLOW_SECONDS
        shapes = [ROWS[:1]] * SLOW_BATCHES if is_slow else [(MANY,)]
        singles = [_batch(student, data(shape, seed), generator)[0] for shape in shapes]
        failure = rejects_batches(first, second, images, singles)
        if failure is None:
            return  # a right solution fails both runs with a probability of 1e-11 at most
        failures.append(failure)
    raise failures[0]


def _batch(student: Student, x1: Array, generator: Generator) -> tuple[Batch, float]:
    """Return what is drawn for x1, and how long it took."""
    record, _, t, eps = _drawn(student, x1, generator)
    return Batch(x1, t, eps), record.seconds
