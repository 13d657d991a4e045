"""Known wrong ideas about assignment 02, most telling first. Formulas are numpy, in float64."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from assignments.course.messages import NOTHING_DRAWN, ORDER, PARENTHESES
from assignments.course.times import BROADCAST, broadcast_time
from assignments.course.wrong_times import answers_at_zero, divisors, reversed_time, time_shapes
from grader.authoring import Array, Misconceptions, RecordedCall, answers_differ, returns_float64

known = Misconceptions(BROADCAST)
Records = Sequence[RecordedCall]


def _gain(u: Callable[[Array], Array], eps: Callable[[Array], Array]) -> Callable[..., Array]:
    """Return a gain by two formulas; an idea about them tells nothing of other predictions."""

    def gain(t: Array, prediction: str) -> Array:
        if prediction not in ("u", "eps"):
            raise ValueError("no such prediction")
        return np.asarray((u if prediction == "u" else eps)(t))

    return gain


reversed_time(
    known,
    x1_from_u=lambda x_t, u, t: x_t - broadcast_time(t, x_t) * u,
    x1_from_eps=lambda x_t, eps, t: (
        (x_t - broadcast_time(t, x_t) * eps) / (1 - broadcast_time(t, x_t))
    ),
    x1_error_gain=_gain(lambda t: t, lambda t: t / (1 - t)),
)


@known.formula("x1_from_u", hint="Which end of the path lies ahead of x_t?")
def noise_for_data(x_t: Array, u: Array, t: Array) -> Array:
    """x_t - t u goes back to the noise eps; the data lies ahead."""
    return x_t - t * u


@known.formula("x1_from_u", hint="At time t, how much time is left until t = 1?")
def travels_for_t(x_t: Array, u: Array, t: Array) -> Array:
    """You travel for the time t that has passed."""
    return x_t + t * u


@known.formula("x1_from_u", hint="At time t, how much time is left until t = 1?")
def travels_for_one(x_t: Array, u: Array, t: Array) -> Array:
    """You travel for a whole unit of time, as if x_t were the noise."""
    return x_t + u


@known.formula("x1_from_u", hint="u points from the noise to the data.")
def travels_backwards(x_t: Array, u: Array, t: Array) -> Array:
    """The sign is turned: you travel away from the data."""
    return x_t - (1 - t) * u


@known.formula("x1_from_u", hint="u says how fast to move: from which point, and for how long?")
def velocity_as_data(x_t: Array, u: Array, t: Array) -> Array:
    """You return u itself, as if the network predicted the data."""
    return u


@known.formula("x1_from_u", hint="Which form of x_t holds x1 and u, and not eps?")
def velocity_as_noise(x_t: Array, u: Array, t: Array) -> Array:
    """You use u as if it were the noise eps."""
    return (x_t - (1 - t) * u) / t


@known.formula("x1_from_u", hint="How far does one get at velocity u in the time that is left?")
def divides_by_time_left(x_t: Array, u: Array, t: Array) -> Array:
    """You divide the velocity by the time that is left."""
    return x_t + u / (1 - t)


@known.formula(
    "x1_from_eps", hint="Solve the definition of x_t for x1, or try the handout's numbers."
)
def slide_formula(x_t: Array, eps: Array, t: Array) -> Array:
    """This is the formula as printed on the slide, whose sign is wrong."""
    return (x_t + (1 - t) * eps) / t


@known.formula("x1_from_eps", hint="In the definition of x_t, what multiplies x1?")
def denominators_exchanged(x_t: Array, eps: Array, t: Array) -> Array:
    """You divide by 1 - t, which is not the weight that x1 has in x_t."""
    return (x_t - (1 - t) * eps) / (1 - t)


@known.formula("x1_from_eps", hint="In the definition of x_t, what multiplies what?")
def weights_exchanged(x_t: Array, eps: Array, t: Array) -> Array:
    """The weights of eps and x1 are exchanged."""
    return (x_t - t * eps) / (1 - t)


@known.formula("x1_from_eps", hint="What is left to do to get x1 alone?")
def not_divided(x_t: Array, eps: Array, t: Array) -> Array:
    """What you return is t x1, not x1."""
    return x_t - (1 - t) * eps


@known.formula("x1_from_eps", hint="How much of eps is in x_t at time t?")
def velocity_for_data(x_t: Array, eps: Array, t: Array) -> Array:
    """This is the velocity u, not the data x1."""
    return (x_t - eps) / t


@known.formula("x1_from_eps", hint="How long does it take from eps to x_t?")
def velocity_not_divided(x_t: Array, eps: Array, t: Array) -> Array:
    """You take x_t - eps for the velocity; it is t u."""
    return x_t + (1 - t) * (x_t - eps)


@known.formula("x1_from_eps", hint="Which form of x_t holds eps and x1, and not u?")
def noise_as_velocity(x_t: Array, eps: Array, t: Array) -> Array:
    """You use eps as if it were the velocity u."""
    return x_t + (1 - t) * eps


_from_u = known.formula("x1_from_u", ORDER, identity="parentheses_missing", message=PARENTHESES)
_from_u(lambda x_t, u, t: x_t + 1 - t * u)
_from_u(lambda x_t, u, t: x_t + (1 - t * u))
_from_u(lambda x_t, u, t: (x_t + 1 - t) * u)

_from_eps = known.formula("x1_from_eps", ORDER, identity="parentheses_missing", message=PARENTHESES)
_from_eps(lambda x_t, eps, t: x_t - (1 - t) * eps / t)
_from_eps(lambda x_t, eps, t: x_t - 1 - t * eps / t)
_from_eps(lambda x_t, eps, t: (x_t - 1 - t * eps) / t)
_from_eps(lambda x_t, eps, t: (x_t - (1 - t * eps)) / t)


@known.formula(
    "x1_from_eps",
    hint="This path is a straight line, with the noise at t = 0: what are its weights?",
)
def diffusion_weights_reversed(x_t: Array, eps: Array, t: Array) -> Array:
    """These are the square-root weights of a diffusion model (DDPM), with the data at t = 0."""
    return (x_t - np.sqrt(t) * eps) / np.sqrt(1 - t)


@known.formula(
    "x1_from_eps", hint="This path is a straight line: what multiplies eps and x1 on it?"
)
def diffusion_weights(x_t: Array, eps: Array, t: Array) -> Array:
    """These are the square-root weights of a diffusion model (DDPM)."""
    return (x_t - np.sqrt(1 - t) * eps) / np.sqrt(t)


# with the weight of eps from t, or from what t was made into before
for _made in (False, True):
    divisors(
        known,
        x1_from_eps=lambda x_t, eps, t, by, made=_made: (
            (x_t - (1 - (by if made else broadcast_time(t, x_t))) * eps) / by
        ),
    )


time_shapes(
    known,
    x1_from_u=lambda x_t, u, t, by: x_t + (1 - by) * u,
    x1_from_eps=lambda x_t, eps, t, by: (x_t - (1 - by) * eps) / by,
)

_IN_ONE_PLACE = (
    "t of shape (B,) is reshaped in one of the places where it stands, and not in the other: there "
    "torch lines it up with the last axis."
)
_reshaped_once = known.code(
    "x1_from_eps",
    "t[i] belongs to sample i: which axes must t get, wherever it stands?",
    "t_reshaped_in_one_place",
    _IN_ONE_PLACE,
)
_reshaped_once(lambda x_t, eps, t: (x_t - (1 - broadcast_time(t, x_t)) * eps) / t)
_reshaped_once(lambda x_t, eps, t: (x_t - (1 - t) * eps) / broadcast_time(t, x_t))


known.symptom("x1_from_eps", hint="Raise ValueError if any entry of t is 0.")(answers_at_zero)


@known.symptom("x1_error_gain", hint='Raise ValueError unless prediction is exactly "u" or "eps".')
def any_prediction_accepted(records: Records) -> bool:
    """A prediction that is neither "u" nor "eps" is answered instead of refused."""
    others = all(record.call.arguments[1] not in ("u", "eps") for record in records)
    answered = (record.value is None or isinstance(record.value, np.ndarray) for record in records)
    raised = [record.raised is not None for record in records]
    return others and any(done and not no for done, no in zip(answered, raised, strict=True))


_GAINS: tuple[tuple[str, str, str, Callable[[Array], Array], Callable[[Array], Array]], ...] = (
    (
        "gains_exchanged",
        'The gains of "u" and "eps" are exchanged.',
        "Which of the two formulas for x1 divides by t?",
        lambda t: (1 - t) / t,
        lambda t: 1 - t,
    ),
    (
        "gain_with_sign",
        'The gain of "eps" is negative; it is the size of the factor that is asked for.',
        "A gain is a size: how much larger the error gets.",
        lambda t: 1 - t,
        lambda t: -(1 - t) / t,
    ),
    (
        "gain_of_time_passed",
        "You use the time t that has passed; an error has its effect in the time that is left.",
        "Both gains fall to 0 as t goes to 1: there x_t is x1.",
        lambda t: t,
        lambda t: t / (1 - t),
    ),
    (
        "gain_without_time_left",
        'The gain of "eps" must be 0 at t = 1, where x_t is x1 whatever eps is.',
        "What multiplies eps in the formula for x1, before anything is divided?",
        lambda t: 1 - t,
        lambda t: 1 / t,
    ),
    (
        "gain_not_divided",
        'The gain of "eps" stays small near t = 0, where it must grow beyond any bound.',
        "What is the last step when you solve for x1?",
        lambda t: 1 - t,
        lambda t: 1 - t,
    ),
    (
        "gain_inverted",
        "The gain is upside down.",
        "Put prediction + d into the formula for x1: what multiplies d?",
        lambda t: 1 / (1 - t),
        lambda t: t / (1 - t),
    ),
    (
        "parentheses_missing",
        PARENTHESES,
        ORDER,
        lambda t: 1 - t,
        lambda t: 1 - t / t,
    ),
    (
        "gain_squared",
        "This is the gain of a squared error.",
        "An error d becomes gain * d: nothing is squared.",
        lambda t: (1 - t) ** 2,
        lambda t: ((1 - t) / t) ** 2,
    ),
)

for _identity, _message, _hint, _of_u, _of_eps in _GAINS:
    known.code("x1_error_gain", _hint, _identity, _message)(_gain(_of_u, _of_eps))


def _right_gain(t: Array, prediction: str) -> Array:
    return 1 - t if prediction == "u" else (1 - t) / t


def _raising_at_zero(t: Array, prediction: str) -> Array:
    if prediction == "eps" and (t == 0).any():
        raise ValueError("t is 0")
    return _right_gain(t, prediction)


@known.symptom(
    "x1_error_gain",
    hint="What does torch return for 1 / 0? It is a number that can be compared.",
    plays=_raising_at_zero,
)
def gain_raises_at_zero(records: Records) -> bool:
    """At t = 0 an error of eps has an infinite effect: the gain is inf, and no error is raised."""
    refused = False
    for record in records:
        t, prediction = record.call.arguments
        if prediction == "eps" and (t == 0).any():
            if record.raised is None:
                return False
            refused = True
        elif not _answers(record, _right_gain(t.astype(np.float64), prediction)):
            return False
    return refused


def _answers(record: RecordedCall, right: Array) -> bool:
    value = record.value
    return (
        isinstance(value, np.ndarray)
        and value.shape == right.shape
        and not value.dtype.names
        and np.allclose(value, right, rtol=1e-5, atol=1e-6)
    )


@known.symptom("x1_error_gain", hint="torch divides by 0 without an error: what does it return?")
def gain_clamped(records: Records) -> bool:
    """The gain of "eps" at t = 0 must be inf: no clamped, finite number."""
    clamped = False
    for record in records:
        t, value = record.call.arguments[0].astype(np.float64), record.value
        if not isinstance(value, np.ndarray) or value.shape != t.shape or value.dtype.names:
            return False
        right = _right_gain(t, record.call.arguments[1])
        # the clamp shows at the smallest times alone, and all else is right
        wrong = ~np.isclose(value, right, rtol=1e-5)
        if not (wrong <= ((value > 1) & (value < right) & (t < 0.1))).all():
            return False
        clamped |= bool((wrong & (t == 0)).any())
    return clamped


_ALL = ("x1_from_u", "x1_from_eps", "x1_error_gain")
known.symptom(*_ALL)(returns_float64)
known.symptom(*_ALL, hint=NOTHING_DRAWN, drawn=True)(answers_differ)
