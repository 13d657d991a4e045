"""What is checked in assignment 02, and how. Nothing here holds a solution.

The truth is drawn, not computed: a case draws x1, eps and t, builds x_t and u by their definitions,
and asks for x1 back. The allowed error is a rounding error bound, which grows with 1/t where the
formula does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from assignments.course.points import Point, points
from assignments.course.times import Times
from grader.authoring import (
    Array,
    Assignment,
    Student,
    examples,
    expect_close,
    expect_error,
    rounding,
)

assignment = Assignment(title="The clean sample from a prediction", module="recovery")

x1_from_u = assignment.exercise(
    "x1_from_u(x_t, u, t)",
    hint="How much time is there between x_t and x1, and how far does u lead in it?",
)
x1_from_eps = assignment.exercise(
    "x1_from_eps(x_t, eps, t)",
    hint="Which form of x_t holds eps and x1, and not u? Solve it for x1.",
)
x1_error_gain = assignment.exercise(
    "x1_error_gain(t, prediction)",
    hint="Replace the prediction by prediction + d in the formula for x1: what multiplies d?",
)

#: where eps determines x1: dividing by t needs t > 0
FROM_EPS = Times(low=1e-3)


def _eps_terms(point: Point) -> Array:
    """The rounding allowed for any form of (x_t - (1 - t) eps) / t."""
    return rounding(point.x_t / point.time, point.eps / point.time, point.x1)


@x1_from_u.property(points(), score=6)
def recovers_x1(student: Student, point: Point) -> None:
    """x1_from_u gives back the x1 that was drawn"""
    expect_close(
        student.x1_from_u(point.x_t, point.u, point.t),
        point.x1.astype(np.float64),
        rounding(point.x_t, point.u, point.x1),
        "x1_hat",
    )


@x1_from_u.reference(points())
def agrees_with_the_solution(student: Student, reference: Student, point: Point) -> None:
    """x1_from_u agrees with the course's solution"""
    arguments = point.x_t, point.u, point.t
    truth = reference.x1_from_u(*arguments)
    expect_close(student.x1_from_u(*arguments), truth, rounding(point.x_t, point.u), "x1_hat")


@x1_from_eps.property(points(FROM_EPS), score=6)
def recovers_x1_from_noise(student: Student, point: Point) -> None:
    """x1_from_eps gives back the x1 that was drawn, for 1e-3 <= t <= 1"""
    expect_close(
        student.x1_from_eps(point.x_t, point.eps, point.t),
        point.x1.astype(np.float64),
        _eps_terms(point),
        "x1_hat",
    )


@x1_from_eps.protocol(points(FROM_EPS), score=2, requires=[recovers_x1_from_noise])
def refuses_t_zero(student: Student, point: Point) -> None:
    """x1_from_eps raises ValueError if any t is 0"""
    t = point.t.copy()
    t[-1] = 0
    with expect_error("ValueError", "a t is 0"):
        student.x1_from_eps(point.x_t, point.eps, t)


@x1_from_eps.reference(points(FROM_EPS))
def agrees_with_the_solution_from_noise(student: Student, reference: Student, point: Point) -> None:
    """x1_from_eps agrees with the course's solution"""
    arguments = point.x_t, point.eps, point.t
    truth = reference.x1_from_eps(*arguments)
    expect_close(student.x1_from_eps(*arguments), truth, _eps_terms(point), "x1_hat")


@dataclass(frozen=True)
class Gain:
    """Times t `(B,)` and the kind of prediction."""

    t: Array
    prediction: str


@st.composite
def _small_gain(draw: st.DrawFn) -> Gain:
    times = draw(st.lists(st.sampled_from((0.25, 0.5, 0.75, 1.0, 0.0)), min_size=1, max_size=3))
    return Gain(np.array(times, np.float32), draw(st.sampled_from(("eps", "u"))))


def _gain_sweep(rng: np.random.Generator) -> list[Gain]:
    times = np.concatenate([Times().sweep(6, rng), [1e-3, 0.0]]).astype(np.float32)
    return [Gain(times, prediction) for prediction in ("u", "eps")]


_GAINS = examples(_small_gain(), _gain_sweep)


@x1_error_gain.property(_GAINS, score=4)
def multiplies_the_error(student: Student, gain: Gain) -> None:
    """x1_error_gain is the factor between an error of the prediction and the error of x1_hat"""
    t = gain.t.astype(np.float64)
    with np.errstate(divide="ignore"):
        truth = 1 - t if gain.prediction == "u" else (1 - t) / t
        # 1 - t and 1/t - 1 are rounded at the size of 1 and of 1/t
        allowed = rounding(np.ones_like(t) if gain.prediction == "u" else 1 / t)
    allowed = np.where(np.isfinite(truth), allowed, 0)
    expect_close(student.x1_error_gain(gain.t, gain.prediction), truth, allowed, "the gain")


_OTHERS = ("x1", "v", "", "EPS", "noise", "epsilon", "U")


@x1_error_gain.protocol(
    st.tuples(*map(st.just, _OTHERS)), score=2, examples=1, requires=[multiplies_the_error]
)
def refuses_other_predictions(student: Student, prediction: str) -> None:
    """for any prediction other than "u" and "eps", x1_error_gain raises ValueError"""
    with expect_error("ValueError", f"prediction is {prediction!r}"):
        student.x1_error_gain(np.array([0.5], np.float32), prediction)


@x1_error_gain.reference(_GAINS)
def agrees_with_the_solution_on_gain(student: Student, reference: Student, gain: Gain) -> None:
    """x1_error_gain agrees with the course's solution"""
    truth = reference.x1_error_gain(gain.t, gain.prediction)
    with np.errstate(divide="ignore"):
        allowed = np.where(np.isfinite(truth), rounding(1 + 1 / gain.t.astype(np.float64)), 0)
    expect_close(student.x1_error_gain(gain.t, gain.prediction), truth, allowed, "the gain")
