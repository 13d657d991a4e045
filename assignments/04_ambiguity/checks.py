"""What is checked in assignment 04, and how.

A case draws states, times and data. What led from each data point to a state is a noise, by the
definition of x_t, and the points are as likely as their noises are. The allowed error follows what
rounding moves in these likelihoods, in whichever form they are computed.
"""

from __future__ import annotations

from assignments.course.candidates import at_start, candidates, far_candidates
from assignments.course.vocabulary import VOCABULARY
from grader.authoring import Array, Assignment

assignment = Assignment(
    title="Where a noisy point may come from", module="ambiguity", vocabulary=VOCABULARY
)

posterior = assignment.exercise(
    "posterior(x_t, t, data)",
    hint="Which noise leads from data point i to x_t, and how likely is that noise?",
)
ideal_velocity = assignment.exercise(
    "ideal_velocity(x_t, t, data)",
    hint="If x_t came from data point i, which velocity would lead there? How likely is it that "
    "it did?",
)
ideal_eps = assignment.exercise(
    "ideal_eps(x_t, t, data)",
    hint="If x_t came from data point i, which noise would have led from there? How likely is it "
    "that it did?",
)
posterior_entropy = assignment.exercise(
    "posterior_entropy(x_t, t, data)",
    hint="What is the entropy of n equally likely points, and that of one certain point?",
)


@posterior.gives(
    "the posterior",
    candidates(),
    score=4,
    examples=1,
    rounded=lambda shares_moved: (shares_moved,),
)
def weighs_the_points(shares: Array) -> Array:
    """posterior gives each data point the probability that x_t came from it"""
    return shares


@posterior.gives(
    "the posterior",
    far_candidates(),
    score=1,
    examples=1,
    rounded=lambda shares_moved: (shares_moved,),
    requires=[weighs_the_points],
)
def weighs_far_points(shares: Array) -> Array:
    """posterior is right where x_t is far from every data point, and all are unlikely"""
    return shares


@ideal_velocity.gives(
    "the velocity",
    candidates(),
    score=2,
    examples=1,
    rounded=lambda velocity_moved: (velocity_moved,),
)
def is_the_mean_velocity(velocity: Array) -> Array:
    """ideal_velocity is the mean of the velocities to the data points, by their posterior"""
    return velocity


@ideal_velocity.gives(
    "the velocity",
    at_start(),
    score=1,
    examples=1,
    rounded=lambda velocity_moved: (velocity_moved,),
    requires=[is_the_mean_velocity],
)
def points_to_the_mean(data: Array, x_t: Array) -> Array:
    """at t = 0, ideal_velocity points from any noise to the mean of the data"""
    return data.mean(axis=0) - x_t


@ideal_velocity.gives(
    "the velocity",
    far_candidates(),
    score=1,
    examples=1,
    rounded=lambda velocity_moved: (velocity_moved,),
    requires=[is_the_mean_velocity],
)
def is_the_mean_velocity_far_off(velocity: Array) -> Array:
    """ideal_velocity is right where x_t is far from every data point"""
    return velocity


@ideal_eps.gives(
    "the noise",
    candidates(),
    score=2,
    examples=1,
    rounded=lambda noise_moved: (noise_moved,),
)
def is_the_mean_noise(noise: Array) -> Array:
    """ideal_eps is the mean of the noises that lead to x_t, by their points' posterior"""
    return noise


@ideal_eps.gives(
    "the noise",
    far_candidates(),
    score=1,
    examples=1,
    rounded=lambda noise_moved: (noise_moved,),
    requires=[is_the_mean_noise],
)
def is_the_mean_noise_far_off(noise: Array) -> Array:
    """ideal_eps is right where x_t is far from every data point"""
    return noise


@posterior_entropy.gives(
    "the entropy",
    candidates(),
    score=2,
    examples=1,
    rounded=lambda entropy_moved: (entropy_moved,),
)
def is_the_entropy(entropy: Array) -> Array:
    """posterior_entropy is the entropy of the posterior: log n at t = 0, near 0 at late times"""
    return entropy


@posterior_entropy.gives(
    "the entropy",
    far_candidates(),
    score=1,
    examples=1,
    rounded=lambda entropy_moved: (entropy_moved,),
    requires=[is_the_entropy],
)
def is_the_entropy_far_off(entropy: Array) -> Array:
    """posterior_entropy is right where x_t is far from every data point"""
    return entropy
