"""What is checked in assignment 01, and how. Nothing here holds a solution.

The truth is drawn, not computed: a case draws x1, eps and t, and builds x_t and u by their
definitions in float64. The submission must give them back to within float32's rounding.
"""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from assignments.course.points import Point, ends, points
from assignments.course.times import BROADCAST, broadcast_time
from assignments.course.vocabulary import VOCABULARY
from grader.authoring import (
    SEEDS,
    Array,
    Assignment,
    Failure,
    RecordedCall,
    Student,
    WrongValue,
    expect_close,
    expect_generator_use,
    expect_tensor,
    expect_tuple,
    normal_scores,
    rejects_normal,
    rejects_scores,
    rejects_uniform,
    rounding,
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


def _drawn(student: Student, point: Point, seed: int) -> tuple[RecordedCall, Array, Array, Array]:
    """Call noising_batch and return the record with x_t, t and eps, their shapes checked."""
    record = student.call("noising_batch", point.x1, student.generator(seed))
    x_t, t, eps = expect_tuple(record.value, 3, "(x_t, t, eps)")
    expect_tensor(x_t, point.x1.shape, "x_t")
    expect_tensor(t, point.x1.shape[:1], "t")
    expect_tensor(eps, point.x1.shape, "eps")
    return record, x_t, t, eps


@noising_batch.property(ends(), score=2, examples=1)
def x_t_fits_what_was_drawn(student: Student, point: Point) -> None:
    """noising_batch returns (x_t, t, eps), and x_t is the point of x1, eps and t"""
    _, x_t, t, eps = _drawn(student, point, seed=7)
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


#: a size at which code that takes B^2 memory still works
_BATCH = 4096
#: so many batches that times which keep 1e-3 away from an end show: 25 are expected there
_BATCHES = 6


@noising_batch.distribution(
    st.tuples(st.tuples(SEEDS, SEEDS)), score=2, requires=[x_t_fits_what_was_drawn]
)
def draws_are_uniform_normal_and_independent(student: Student, seeds: tuple[int, int]) -> None:
    """t is uniform on [0, 1), one a sample; eps is standard normal; all draws are independent"""
    failures = []
    for seed in seeds:
        generator = student.generator(seed)
        batches = []
        for shape in [(_BATCH, 3)] * 2 + [(_BATCH,)] * _BATCHES:
            value = student.noising_batch(np.full(shape, 3.0, np.float32), generator)
            batches.append((value[1].astype(np.float64), value[2].astype(np.float64)))
        first, second, *others = batches
        t, eps = (np.concatenate(parts) for parts in zip(*others, strict=True))
        failure = _rejects_batches(first, second, (t, eps))
        if failure is None:
            return  # a right solution fails both runs with a probability of 1e-10 at most
        failures.append(failure)
    raise failures[0]


_Batch = tuple[Array, Array]


def _rejects_batches(first: _Batch, second: _Batch, long: _Batch) -> Failure | None:
    """Say what is wrong with the (t, eps) of two batches of 3 elements a sample, and many of 1."""
    (t, eps), (later_t, later_eps), (long_t, long_eps) = first, second, long
    for times in (long_t, t):
        uniform = rejects_uniform(times)
        if uniform is not None:
            return Failure(f"t is not uniform on [0, 1): {uniform.words}")
    for noise in (long_eps, eps):
        normal = rejects_normal(noise)
        if normal is not None:
            return Failure(f"eps is not standard normal: {normal.words}")
    scores = {
        "t": normal_scores(t),
        "the t of the next call": normal_scores(later_t),
        "the eps of the next call": normal_scores(later_eps[:, 0]),
        "the entries of eps in the order of drawing": normal_scores(eps.ravel()[: t.size]),
        "the t of single elements": normal_scores(long_t),
        "their eps": normal_scores(long_eps),
    }
    scores |= {f"eps[:, {axis}]": normal_scores(eps[:, axis]) for axis in range(3)}
    pairs = [("t", f"eps[:, {axis}]") for axis in range(3)]
    pairs += [
        ("the t of single elements", "their eps"),
        ("eps[:, 0]", "eps[:, 1]"),
        ("t", "the t of the next call"),
        ("eps[:, 0]", "the eps of the next call"),
        ("t", "the entries of eps in the order of drawing"),
    ]
    for left, right in pairs:
        if rejects_scores(scores[left], scores[right]) is not None:
            return Failure(f"not independent: {left} and {right}")
    return None
