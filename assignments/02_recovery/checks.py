"""What is checked in assignment 02, and how. Nothing here holds a solution.

The truth is drawn, not computed: a case draws x1, eps and t, builds x_t and u by their definitions,
and asks for x1 back. The allowed error is a rounding error bound, which grows with 1/t where the
formula does.
"""

from __future__ import annotations

import numpy as np

from assignments.course.gains import gains, other_predictions
from assignments.course.points import points, with_zeros
from assignments.course.times import BROADCAST, FROM_EPS
from assignments.course.vocabulary import VOCABULARY
from grader.authoring import Array, Assignment

assignment = Assignment(
    title="The clean sample from a prediction",
    module="recovery",
    broadcast=BROADCAST,
    vocabulary=VOCABULARY,
)

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


@x1_from_u.gives("x1_hat", points(), score=6, examples=1, rounded=lambda x_t, u, x1: (x_t, u, x1))
def recovers_x1(x1: Array) -> Array:
    """x1_from_u gives back the x1 that was drawn"""
    return x1


@x1_from_eps.gives(
    "x1_hat",
    points(FROM_EPS),
    score=6,
    examples=1,
    rounded=lambda x_t, eps, t, x1: (x_t / t, eps / t, x1),
    slope=lambda u, t: u / t,
    may_refuse=lambda point: point.below,
)
def recovers_x1_from_noise(x1: Array) -> Array:
    """x1_from_eps gives back the x1 that was drawn; below t = 1e-3 it may raise ValueError"""
    return x1


x1_from_eps.refuses(
    "refuses_t_zero",
    "a t is 0",
    with_zeros(FROM_EPS),
    score=2,
    claim="x1_from_eps raises ValueError if any t is 0",
    requires=[recovers_x1_from_noise],
)


@x1_error_gain.gives(
    "the gain",
    gains(),
    score=4,
    examples=1,
    # 1 - t and 1/t - 1 are rounded at the size of 1 and of 1/t
    rounded=lambda t, prediction: (np.ones_like(t) if prediction == "u" else 1 / t,),
    slope=lambda t, prediction: np.ones_like(t) if prediction == "u" else 1 / t**2,
)
def multiplies_the_error(t: Array, prediction: str) -> Array:
    """x1_error_gain is the factor between an error of the prediction and the error of x1_hat"""
    return np.asarray(1 - t if prediction == "u" else (1 - t) / t)


x1_error_gain.refuses(
    "refuses_other_predictions",
    lambda gain: f"prediction is {gain.prediction!r}",
    other_predictions(),
    score=2,
    claim='for any prediction other than "u" and "eps", x1_error_gain raises ValueError',
    also=lambda gain: () if isinstance(gain.prediction, str) else ("TypeError",),
    examples=1,
    requires=[multiplies_the_error],
)
