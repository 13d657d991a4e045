"""Known wrong ideas about losses, most telling first.

The derivative of a loss tells what it wants of the model, entry by entry. An idea is named where
what it wants, where it looks, or by how much it counts is that of the idea in every entry of every
call: it is code, looked at from the other side.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from assignments.course.losses import Seen, seen
from assignments.course.times import broadcast_time
from grader.authoring import (
    DRAWS,
    Array,
    Misconceptions,
    RecordedCall,
    draws_from_a_global_generator,
    rejects_normal,
    rejects_uniform,
    returns_float64,
)

known = Misconceptions()
Records = Sequence[RecordedCall]
_LOSSES = {"flow_matching_loss": False, "epsilon_loss": True}
#: rounding, in parts of what is added up
_NEAR = 2e-5
#: so many values tell a law
_MANY = 1000
#: no normal value is larger, and data are
_LARGEST_NOISE = 8
#: beside larger data rounding hides the third digit of noise
_LARGEST_DATA = 1000


def _near(drawn: Seen, got: Array, due: Array, factor: float = 1.0) -> bool:
    """Whether arrays are equal but for rounding, a factor times that of what a loss adds up."""
    size = 1 + np.abs(drawn.x) + np.abs(drawn.x1) + np.abs(drawn.told)
    with np.errstate(invalid="ignore"):
        return bool((np.abs(got - due) <= _NEAR * factor * size).all())


def _calls(records: Records) -> list[Seen] | None:
    """Return what each call shows, or None where one shows no derivative."""
    found = [seen(record) for record in records]
    calls = [call for call in found if call is not None and call.pull is not None]
    return calls if calls and len(calls) == len(found) else None


def _fits(drawn: Seen, by_eps: bool, error: Array) -> bool:
    """Whether an error of the model is that of a right loss."""
    left = 1 - drawn.time
    due = drawn.x - drawn.time * drawn.x1 if by_eps else drawn.x1 - drawn.x
    return _near(drawn, left * (drawn.told - error), due)


def _right(drawn: Seen, by_eps: bool) -> bool:
    assert drawn.pull is not None
    off = np.square(drawn.pull).mean()
    fits = _fits(drawn, by_eps, drawn.pull)
    return fits and abs(drawn.loss - off) <= 1e-4 * (1e-3 + off)


_Idea = Callable[[Seen, bool], bool]


def _wrong(drawn: Seen, by_eps: bool) -> bool:
    return not _right(drawn, by_eps)


def _idea(
    identity: str,
    message: str,
    hint: str,
    *exercises: str,
    shows: _Idea = _wrong,
) -> Callable[[_Idea], _Idea]:
    """Add an idea that must fit every call of a loss, and that some call `shows`.

    A call of which it says nothing may be right as well.
    """

    def add(fits: _Idea) -> _Idea:
        for exercise in exercises or tuple(_LOSSES):
            by_eps = _LOSSES[exercise]

            def predicate(records: Records, by_eps: bool = by_eps) -> bool:
                calls = _calls(records)
                if calls is None or not all(fits(call, by_eps) for call in calls):
                    return False
                # the case that is told is asked about alone, and need only be wrong
                seen_in = shows if len(calls) > 1 else _wrong
                return any(seen_in(call, by_eps) for call in calls)

            known.symptom(exercise, hint=hint, identity=identity, message=message, gives_all=True)(
                predicate
            )
        return fits

    return add


def _is_loss(drawn: Seen, value: float) -> bool:
    return abs(drawn.loss - value) <= 1e-3 * abs(value)


# --- where the model is asked


@_idea(
    "data_fed",
    "The model is given the data x1 itself, and not x_t.",
    "What does a sampler give the model?",
)
def _data_fed(drawn: Seen, _: bool) -> bool:
    return _near(drawn, drawn.x, drawn.x1)


@_idea(
    "noise_fed",
    "The model is given the noise eps itself, and not x_t.",
    "What does a sampler give the model?",
)
def _noise_fed(drawn: Seen, by_eps: bool) -> bool:
    # x1 - x_t for a target gives the same, but there x is as large as the data may be
    small = bool((np.abs(drawn.x) < _LARGEST_NOISE).all())
    return small and _near(drawn, drawn.x, _own_noise(drawn, by_eps))


def _own_noise(drawn: Seen, by_eps: bool) -> Array:
    """Return the noise that the target is of, wherever the model is asked."""
    return drawn.target if by_eps else drawn.x1 - drawn.target


# --- what the model should have answered


def _target(
    identity: str, message: str, hint: str, *exercises: str
) -> Callable[[Callable[[Seen], Array]], None]:
    """Add a wrong target, times 1 - t, which a mean square is made of."""

    def add(target: Callable[[Seen], Array]) -> None:
        def fits(drawn: Seen, _: bool) -> bool:
            return _near(drawn, (1 - drawn.time) * drawn.target, target(drawn))

        _idea(identity, message, hint, *exercises)(fits)

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
_target(
    "noise_negative",
    "The target is -eps, where eps is expected.",
    "Which sign has the noise in x_t?",
    "epsilon_loss",
)(lambda drawn: -_noise(drawn))
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
        @_idea(identity, message, hint)
        def fits(drawn: Seen, by_eps: bool) -> bool:
            return _near(drawn, drawn.x, point(_own_noise(drawn, by_eps), drawn.x1, drawn.time))

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
    "The noise in x_t is not scaled by 1 - t.",
    "What must x_t be at t = 1?",
)(lambda eps, x1, t: eps + t * x1)


@_idea(
    "reversed_throughout",
    "Your time runs from the data to the noise throughout, and your velocity is eps - x1. Here "
    "noise is at t = 0 and data at t = 1.",
    "What must x_t be at t = 0, and at t = 1?",
    "flow_matching_loss",
)
def _reversed(drawn: Seen, _: bool) -> bool:
    return _near(drawn, drawn.x, drawn.x1 + drawn.time * drawn.target)


def _on_the_last_axis(record: RecordedCall, by_eps: bool) -> bool:
    """Whether t of shape (B,) met the last axis of the data; with one axis, that is right."""
    if record.raised is not None:
        text = record.raised.message
        return any(word in text for word in ("size", "shape", "broadcast"))
    drawn = seen(record)
    if drawn is None or drawn.pull is None:
        x1, asked = record.call.arguments[1], record.evaluations
        # of a last axis of 1 it makes a batch of columns
        return bool(asked) and asked[0].x.shape != x1.shape and x1.ndim > 1
    if drawn.x1.ndim == 1:
        return _right(drawn, by_eps)
    if drawn.x1.shape[-1] not in (1, len(drawn.t)) and len(drawn.t) > 1:
        return False
    noise = _own_noise(drawn, by_eps)
    return _near(drawn, drawn.x, (1 - drawn.t) * noise + drawn.t * drawn.x1)


def _t_on_the_last_axis() -> None:
    for exercise, by_eps in _LOSSES.items():

        def predicate(records: Records, by_eps: bool = by_eps) -> bool:
            calls = [call for call in map(seen, records) if call is not None]
            return all(_on_the_last_axis(record, by_eps) for record in records) and not (
                len(calls) == len(records)
                and all(call.pull is not None and _right(call, by_eps) for call in calls)
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


# --- how much an error counts


def _counts(
    identity: str, message: str, hint: str, value: Callable[[Seen, Array], float]
) -> Callable[[Callable[[Seen], Array | float]], None]:
    """Add a weight by which errors count; `value` is the loss, of the call and the errors."""

    def add(weight: Callable[[Seen], Array | float]) -> None:
        @_idea(identity, message, hint)
        def fits(drawn: Seen, by_eps: bool) -> bool:
            assert drawn.pull is not None
            error = drawn.pull / weight(drawn)
            return _fits(drawn, by_eps, error) and _is_loss(drawn, value(drawn, error))

    return add


def _mean(error: Array) -> float:
    return float(np.square(error).mean())


_counts(
    "summed",
    "Squared errors are summed over all entries, where their mean is expected: the loss, and with "
    "it the step of an optimiser, grows with the size of the batch.",
    "What happens to your loss if the batch is twice as large?",
    lambda drawn, error: _mean(error) * error.size,
)(lambda drawn: drawn.x1.size)
_counts(
    "summed_over_a_sample",
    "Squared errors are summed over the entries of a sample, and only then the mean over the batch "
    "is taken. The mean over all entries is expected.",
    "What happens to your loss if each sample has twice as many entries?",
    lambda drawn, error: _mean(error) * error.size / len(error),
)(lambda drawn: drawn.x1.size / len(drawn.x1))
_counts(
    "summed_over_the_batch",
    "Squared errors are summed over the batch. The mean over all entries is expected.",
    "What happens to your loss if the batch is twice as large?",
    lambda drawn, error: _mean(error) * len(error),
)(lambda drawn: len(drawn.x1))
_counts(
    "summed_over_the_last_axis",
    "Squared errors are summed over the last axis, and only then their mean is taken. The mean "
    "over all entries is expected.",
    "How many entries does your last sum add up, and by how many is it divided?",
    lambda drawn, error: _mean(error) * error.shape[-1],
)(lambda drawn: drawn.x1.shape[-1])
_counts(
    "halved",
    "The loss is half the mean square.",
    "What is the loss of an answer that is off by 1 everywhere?",
    lambda drawn, error: _mean(error) / 2,
)(lambda drawn: 0.5)
_counts(
    "negative",
    "The loss is the negative of the mean square: to make it small is to make the error large.",
    "What is the least value that the loss can have?",
    lambda drawn, error: -_mean(error),
)(lambda drawn: -1.0)
_counts(
    "root_mean_square",
    "The loss is the root of the mean square, where the mean square is expected.",
    "What is the loss of an answer that is off by 2 everywhere?",
    lambda drawn, error: float(np.sqrt(_mean(error))),
)(lambda drawn: 0.5 / (drawn.loss or np.nan))


@_idea(
    "absolute_error",
    "The loss is the mean of the absolute error, where that of the squared error is expected.",
    "What is the loss of an answer that is off by 2 everywhere?",
)
def _absolute(drawn: Seen, _: bool) -> bool:
    assert drawn.pull is not None
    size = np.abs(drawn.pull)
    return bool(((np.abs(size - 0.5) < 1e-4) | (size == 0)).all()) and bool(drawn.loss >= 0)


def _weights(drawn: Seen, by_eps: bool) -> Array | None:
    """Return by how much samples that are off count, by t; None where one has several weights."""
    assert drawn.pull is not None
    left = 1 - drawn.time
    due = drawn.x - drawn.time * drawn.x1 if by_eps else drawn.x1 - drawn.x
    error = (left * drawn.told - due).reshape(len(drawn.t), -1)
    pull = (left * drawn.pull).reshape(len(drawn.t), -1)
    # one weight a sample, which all its entries have
    weight = np.einsum("be,be->b", pull, error) / np.maximum(np.square(error).sum(axis=1), 1e-12)
    told = np.abs(error).max(axis=1) > 1e-3
    fits = _near(
        drawn,
        np.where(told[:, None], pull, 0).reshape(drawn.x.shape),
        np.where(told[:, None], weight[:, None] * error, 0).reshape(drawn.x.shape),
        1 + float(np.abs(weight).max()),
    )
    order = np.argsort(drawn.t)
    return weight[order][told[order]] if fits and error.shape[1] > 0 else None


def _depends_on_time(drawn: Seen, by_eps: bool) -> bool:
    """Whether samples of one call count differently: a sum or a constant weighs all alike."""
    weights = _weights(drawn, by_eps)
    if weights is None or weights.size < 2:
        return False
    return bool(np.ptp(weights) > 0.02 * np.abs(weights).max())


@_idea(
    "weighted_by_time",
    "Errors count by a weight that depends on t; here all times count the same.",
    "Where in the loss does t stand, beside in x_t and where the model is asked?",
    shows=_depends_on_time,
)
def _weighted(drawn: Seen, by_eps: bool) -> bool:
    weights = _weights(drawn, by_eps)
    if weights is None:
        return False
    # a weight of t rises, or falls, or lies on both sides of its middle; one of chance does not
    steps = np.diff(weights)
    return bool((steps >= -1e-3).all() or (steps <= 1e-3).all())


# --- what is returned


@known.symptom(
    *_LOSSES,
    hint="Return the tensor itself; call .item() only where a number is printed.",
)
def number_returned(records: Records) -> bool:
    """The loss is returned as a Python number, of which no derivative can be taken."""
    return all(type(record.value) is float for record in records)


@known.symptom(*_LOSSES, hint="Which mean makes one number of it?")
def not_reduced(records: Records) -> bool:
    """The squared errors are returned entry by entry, or sample by sample, and not their mean."""
    return all(
        isinstance(record.value, np.ndarray)
        and record.value.ndim > 0
        and record.value.shape in (shape, shape[:1])
        for record in records
        for shape in [record.call.arguments[1].shape]
    )


@known.symptom(*_LOSSES, hint="What of your loss does the network's answer still have a part in?")
def detached(records: Records) -> bool:
    """The model's answer is cut off from what it came from (by detach, no_grad, .data, numpy or
    torch.tensor): the loss has a value, and no derivative."""
    return all(
        isinstance(record.value, np.ndarray)
        and record.value.shape == ()
        and len(record.evaluations) == 1
        and all(gradient is None for gradient in record.gradients)
        for record in records
    )


@known.symptom(*_LOSSES, hint="Return the loss alone.")
def tuple_returned(records: Records) -> bool:
    """More than the loss is returned: a tuple, where one number is expected."""
    return all(isinstance(record.value, tuple) for record in records)


# --- what is drawn


def _draws(records: Records, exercise: str) -> list[tuple[Array, Array]]:
    """Return t and the noise of every call, where the loss is right otherwise."""
    by_eps = _LOSSES[exercise]
    calls = _calls(records) or []
    if not all(_fits(call, by_eps, call.pull) for call in calls if call.pull is not None):
        return []
    near = [call for call in calls if np.abs(call.x1).max() <= _LARGEST_DATA]
    return [(call.t, call.noise(by_eps)) for call in near]


def _known_of_draws(
    identity: str, message: str, hint: str
) -> Callable[[Callable[[list[tuple[Array, Array]]], bool]], None]:
    def add(fits: Callable[[list[tuple[Array, Array]]], bool]) -> None:
        for exercise in _LOSSES:

            def predicate(records: Records, exercise: str = exercise) -> bool:
                drawn = _draws(records, exercise)
                return bool(drawn) and fits(drawn)

            known.symptom(exercise, hint=hint, identity=identity, message=message)(predicate)

    return add


def _large(arrays: Sequence[Array]) -> list[Array]:
    return [array.ravel() for array in arrays if array.size >= _MANY]


def _uniform_noise(drawn: list[tuple[Array, Array]]) -> bool:
    noises = _large([eps for t, eps in drawn])
    # but for rounding, which may lead out of the interval
    return bool(noises) and not any(rejects_uniform(z.clip(0, 1 - 1e-9)) for z in noises[:1])


def _one_time(drawn: list[tuple[Array, Array]]) -> bool:
    times = [t for t, _ in drawn if t.size > 1]
    return bool(times) and all(bool((t == t[0]).all()) for t in times)


def _one_noise(drawn: list[tuple[Array, Array]]) -> bool:
    noises = [eps for _, eps in drawn if len(eps) > 1]
    return bool(noises) and all(np.allclose(z, z[:1], atol=1e-3) for z in noises)


def _one_noise_a_sample(drawn: list[tuple[Array, Array]]) -> bool:
    noises = [eps.reshape(len(eps), -1) for _, eps in drawn if eps[0].size > 1]
    return bool(noises) and all(np.allclose(z, z[:, :1], atol=1e-3) for z in noises)


def _scaled_noise(drawn: list[tuple[Array, Array]]) -> bool:
    noises = _large([eps for _, eps in drawn])
    if not noises:
        return False
    std = float(np.concatenate(noises).std())
    return abs(std - 1) > 0.03 and not rejects_normal(noises[0] / std)


_known_of_draws(
    "uniform_noise",
    "eps is drawn with torch.rand: uniform on [0, 1), where standard normal noise is expected.",
    "What is the difference between torch.rand and torch.randn?",
)(_uniform_noise)
_known_of_draws(
    "one_time_for_the_batch",
    "One time is drawn for the whole batch, or t is always the same; every sample needs its own.",
    "How many times does a batch of B samples need?",
)(_one_time)
_known_of_draws(
    "one_noise_for_the_batch",
    "Every sample gets the same noise; all entries of eps must be drawn anew.",
    "Draw noise of the whole shape of x1.",
)(_one_noise)
_known_of_draws(
    "one_noise_a_sample",
    "All entries of a sample get the same noise; all entries of eps must be drawn anew.",
    "Draw noise of the whole shape of x1.",
)(_one_noise_a_sample)
_known_of_draws(
    "scaled_noise",
    "eps is normal, but not of standard deviation 1.",
    "What do you do to the noise after it is drawn?",
)(_scaled_noise)

known.symptom(*_LOSSES, hint=DRAWS, identity="global_generator")(draws_from_a_global_generator)
known.symptom(*_LOSSES)(returns_float64)
