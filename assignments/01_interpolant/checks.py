"""What is checked in assignment 01, and how. Nothing here holds a solution.

The truth is drawn, not computed: a case draws x1, eps and t, and builds x_t and u by their
definitions in float64. The submission must give them back to within float32's rounding.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np

from assignments.course.noising_law import ASKED, OTHERS, SHAPES, Batch, data, rejects_batches
from assignments.course.points import Point, ends, points
from assignments.course.times import BROADCAST, broadcast_time
from assignments.course.vocabulary import VOCABULARY
from grader.authoring import (
    Array,
    Assignment,
    Failure,
    RecordedCall,
    Student,
    WrongValue,
    expect_close,
    expect_generator_use,
    expect_other_draws,
    expect_tensor,
    expect_tuple,
    rounding,
    seeds,
)

assignment = Assignment(
    title="The path from noise to data",
    module="interpolant",
    broadcast=BROADCAST,
    vocabulary=VOCABULARY,
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


@interpolate.gives("x_t", points(), score=5, examples=1, rounded=lambda x1, eps: (x1, eps))
def lies_on_the_line(x1: Array, eps: Array, t: Array) -> Array:
    """interpolate gives the point at time t on the line from eps to x1"""
    return np.asarray((1 - t) * eps + t * x1)


@velocity.gives("u", ends(), score=4, examples=1, rounded=lambda x1, eps: (x1, eps))
def leads_from_noise_to_data(x1: Array, eps: Array) -> Array:
    """velocity gives the constant velocity that carries eps to x1 in unit time"""
    return np.asarray(x1 - eps)


@interpolate_from_velocity.gives(
    "x_t", points(), score=5, examples=1, rounded=lambda x1, u: (x1, u)
)
def recovers_x_t(x1: Array, u: Array, t: Array) -> Array:
    """interpolate_from_velocity gives the same x_t from x1 and u, without the noise"""
    return np.asarray(x1 - (1 - t) * u)


def _parts(record: RecordedCall, x1: Array) -> tuple[Array, Array, Array]:
    """Return x_t, t and eps of a call of noising_batch, their shapes checked."""
    x_t, t, eps = expect_tuple(record.value, 3, "(x_t, t, eps)")
    expect_tensor(x_t, x1.shape, "x_t")
    expect_tensor(t, x1.shape[:1], "t")
    expect_tensor(eps, x1.shape, "eps")
    return x_t, t, eps


def _seed(x1: Array) -> int:
    """Return a short seed that differs from case to case."""
    return crc32(x1.tobytes()) % 1000


@noising_batch.property(ends(large=2), score=2, examples=1)
def x_t_fits_what_was_drawn(student: Student, point: Point) -> None:
    """noising_batch returns (x_t, t, eps), and x_t is the point of x1, eps and t"""
    record = student.call("noising_batch", point.x1, student.generator(_seed(point.x1)))
    x_t, t, eps = _parts(record, point.x1)
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


@noising_batch.protocol(seeds(), score=2, examples=1, requires=[x_t_fits_what_was_drawn])
def draws_from_the_generator(student: Student, seed: int) -> None:
    """noising_batch draws from `generator` only: same seed, same batch; next call, another batch"""

    parts = {"t": lambda value: value[1], "eps": lambda value: value[2]}
    expect_generator_use(student, seed, "noising_batch", lambda drawn: (ASKED, drawn), parts)
    for other in OTHERS:
        asked = [(other, student.generator(seed + step)) for step in range(2)]
        expect_other_draws(student.calls("noising_batch", asked), parts)


@noising_batch.distribution(seeds(2), score=2, requires=[x_t_fits_what_was_drawn])
def draws_are_uniform_normal_and_independent(student: Student, drawn: tuple[int, int]) -> None:
    """t is uniform on [0, 1), one a sample; eps is standard normal; all draws are independent"""
    failures = []
    for seed in drawn:
        generator = student.generator(seed)
        asked = [(data(shape), generator) for shape in SHAPES]
        records = student.calls("noising_batch", asked)
        parts = [_parts(record, data(shape)) for record, shape in zip(records, SHAPES, strict=True)]
        failure = rejects_batches([Batch.of(t, eps) for _, t, eps in parts])
        if failure is None:
            return  # a right solution fails both runs with a probability of 1e-12 at most
        failures.append(failure)
    raise failures[0]
