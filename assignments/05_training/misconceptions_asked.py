"""Known wrong ideas about losses, most telling first: where the model is asked, and for what."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from assignments.course.loss_ideas import (
    LOSSES,
    Records,
    is_mean_square,
    is_near,
    is_right,
    loss_idea,
)
from assignments.course.loss_noises import asked_noise, own_noise, turned_noise
from assignments.course.losses import Seen, seen
from grader.authoring import Array, Misconceptions, RecordedCall

known = Misconceptions()
#: no normal value is larger, and data are
_LARGEST_NOISE = 8


# --- where the model is asked


@loss_idea(
    known,
    "data_fed",
    "The model is given the data x1 itself, and not x_t.",
    "What does a sampler give the model?",
)
def _data_fed(drawn: Seen, _: bool) -> bool:
    return is_near(drawn, drawn.x, drawn.x1)


@loss_idea(
    known,
    "noise_fed",
    "The model is given the noise eps itself, and not x_t.",
    "What does a sampler give the model?",
)
def _noise_fed(drawn: Seen, by_eps: bool) -> bool:
    # x1 - x_t for a target gives the same, but there x is as large as the data may be
    small = bool((np.abs(drawn.x) < _LARGEST_NOISE).all())
    return small and is_near(drawn, drawn.x, own_noise(drawn, by_eps))


# --- what the model should have answered


def _target(
    identity: str, message: str, hint: str, *exercises: str
) -> Callable[[Callable[[Seen], Array]], None]:
    """Add a wrong target, times 1 - t, which a mean square is made of."""

    def add(target: Callable[[Seen], Array]) -> None:
        def fits(drawn: Seen, _: bool) -> bool:
            return is_mean_square(drawn) and is_near(
                drawn, (1 - drawn.time) * drawn.target, target(drawn)
            )

        loss_idea(known, identity, message, hint, *exercises, noise=asked_noise)(fits)

    return add


def _velocity(drawn: Seen) -> Array:
    return drawn.x1 - drawn.x


def _noise(drawn: Seen) -> Array:
    return drawn.x - drawn.time * drawn.x1


_target(
    "target_reversed",
    "The target is -u = eps - x1: u leads from the noise to the data.",
    "Where does a sampler start that follows this velocity, and where does it end?",
    "flow_matching_loss",
)(lambda drawn: -_velocity(drawn))
_target(
    "noise_for_velocity",
    "The target is the noise eps, where the velocity u is expected.",
    "What should u_theta answer?",
    "flow_matching_loss",
)(_noise)
_target(
    "velocity_for_noise",
    "The target is the velocity u, where the noise eps is expected.",
    "What should eps_theta answer?",
    "epsilon_loss",
)(_velocity)


@loss_idea(
    known,
    "velocity_for_noise",
    "The target is the velocity with its sign turned, eps - x1, where the noise eps is expected.",
    "What should eps_theta answer?",
    "epsilon_loss",
    # noise that is added to x1 gives the same, but there no target is as large as the data may be
    shows=lambda drawn, _: bool((np.abs(drawn.target) >= _LARGEST_NOISE).any()),
)
def _reversed_velocity(drawn: Seen, _: bool) -> bool:
    return is_near(drawn, (1 - drawn.time) * drawn.target, -_velocity(drawn))


_SIGN_OF_NOISE = (
    "noise_negative",
    "The noise has one sign in x_t and the other one in the target.",
    "Write both in x1 and eps, one below the other.",
)
_target(*_SIGN_OF_NOISE, "epsilon_loss")(lambda drawn: -_noise(drawn))
_target(*_SIGN_OF_NOISE, "flow_matching_loss")(
    lambda drawn: (1 - drawn.time) * drawn.x1 + _noise(drawn)
)
_target(
    "data_for_target",
    "The target is the data x1 itself.",
    "What does the network predict: where a path ends, or something else of it?",
)(lambda drawn: (1 - drawn.time) * drawn.x1)
_target(
    "rest_of_the_way",
    "The target is x1 - x_t: that is the rest of the way, not divided by the time 1 - t that is "
    "left for it.",
    "How long does it take from x_t to x1?",
    "flow_matching_loss",
)(lambda drawn: (1 - drawn.time) * _velocity(drawn))
_target(
    "way_so_far",
    "The target is x_t - eps: that is the way so far, not divided by the time t that it took.",
    "How long does it take from eps to x_t?",
    "flow_matching_loss",
)(lambda drawn: drawn.time * _velocity(drawn))
_target(
    "point_for_target",
    "The target is x_t, which the model is given: it learns to repeat its input.",
    "What should the model answer?",
)(lambda drawn: (1 - drawn.time) * drawn.x)
_target(
    "nothing_for_target",
    "The model's answer is compared with nothing: the loss is the mean square of the answer.",
    "What should the model answer?",
)(lambda drawn: 0 * drawn.x)


# --- which point x_t is


def _path(identity: str, message: str, hint: str) -> Callable[[_Path], None]:
    """Add a wrong point, of eps, x1 and t, with a target that is right."""

    def add(point: _Path) -> None:
        @loss_idea(known, identity, message, hint, noise=own_noise)
        def fits(drawn: Seen, by_eps: bool) -> bool:
            return is_near(drawn, drawn.x, point(own_noise(drawn, by_eps), drawn.x1, drawn.time))

    return add


_Path = Callable[[Array, Array, Array], Array]

_path(
    "opposite_directions",
    "x_t and t run in opposite directions: x_t is the data at t = 0, or the model is told 1 - t.",
    "What must x_t be at t = 0, and at t = 1?",
)(lambda eps, x1, t: (1 - t) * x1 + t * eps)
_path(
    "square_root_path",
    "x_t is sqrt(t) x1 + sqrt(1 - t) eps, as in DDPM; here the path is a straight line.",
    "What are the weights of x1 and eps in x_t?",
)(lambda eps, x1, t: np.sqrt(t) * x1 + np.sqrt(1 - t) * eps)
_path(
    "circular_path",
    "x_t runs on an arc: its weights are a sine and a cosine of t. Here the path is a straight "
    "line.",
    "What are the weights of x1 and eps in x_t?",
)(lambda eps, x1, t: np.sin(np.pi / 2 * t) * x1 + np.cos(np.pi / 2 * t) * eps)
_path(
    "noise_added_to_data",
    "x_t is x1 with noise added to it; at t = 0 there must be noise alone.",
    "What must x_t be at t = 0, and at t = 1?",
)(lambda eps, x1, t: x1 + (1 - t) * eps)
_path(
    "noise_not_scaled_down",
    "The noise is as large in x_t as in the target: in x_t it must be (1 - t) eps, in the target "
    "eps.",
    "What must x_t be at t = 1?",
)(lambda eps, x1, t: eps + t * x1)


@loss_idea(
    known,
    "reversed_throughout",
    "Your time runs from the data to the noise throughout, and your velocity is eps - x1. Here "
    "noise is at t = 0 and data at t = 1.",
    "What must x_t be at t = 0, and at t = 1?",
    "flow_matching_loss",
    noise=turned_noise,
)
def _reversed(drawn: Seen, _: bool) -> bool:
    return is_near(drawn, drawn.x, drawn.x1 + drawn.time * drawn.target)


def _on_the_last_axis(record: RecordedCall, by_eps: bool) -> bool:
    """Whether t of shape (B,) met the last axis of the data; with one axis, that is right."""
    x1, asked = record.call.arguments[1], record.evaluations
    if record.raised is not None:
        text = record.raised.message
        # a time alone, and times of one axis, meet what they should: another shape was refused
        met = x1.ndim > 1 and len(x1) not in (1, x1.shape[-1])
        return met and any(word in text for word in ("size", "shape", "broadcast"))
    drawn = seen(record)
    if drawn is None or drawn.pull is None:
        # of a last axis of 1 it makes a batch of columns
        return bool(asked) and asked[0].x.shape != x1.shape and x1.ndim > 1
    if drawn.x1.ndim == 1:
        return is_right(drawn, by_eps)
    if drawn.x1.shape[-1] not in (1, len(drawn.t)) and len(drawn.t) > 1:
        return False
    noise = own_noise(drawn, by_eps)
    return is_near(drawn, drawn.x, (1 - drawn.t) * noise + drawn.t * drawn.x1)


def _t_on_the_last_axis() -> None:
    for exercise, by_eps in LOSSES.items():

        def predicate(records: Records, by_eps: bool = by_eps) -> bool:
            calls = [call for call in map(seen, records) if call is not None]
            return all(_on_the_last_axis(record, by_eps) for record in records) and not (
                len(calls) == len(records)
                and all(call.pull is not None and is_right(call, by_eps) for call in calls)
            )

        known.symptom(
            exercise,
            hint="How many axes has x1, and which of them does t belong to?",
            identity="t_not_reshaped",
            message="t of shape (B,) is not reshaped: torch lines it up with the last axis of x1, "
            "not with the batch.",
            gives_all=True,
        )(predicate)


_t_on_the_last_axis()
