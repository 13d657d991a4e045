"""Wrong ways with the time t that any exercise may meet, whatever its formula.

Each function adds them for exercises whose right formulas it is given, by the exercise's name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import numpy as np

from assignments.course.times import broadcast_time
from grader.authoring import Array, Misconceptions, RecordedCall


def reversed_time(known: Misconceptions, **formulas: Callable[..., Array]) -> None:
    """Add the convention in which data is at t = 0: what each exercise's formula is under it."""
    known.convention(
        "reversed_time",
        "You hold the reversed convention (data at t = 0, noise at t = 1, as in SD3, FLUX and "
        "diffusers) throughout. Here noise is at t = 0 and data at t = 1.",
        "Put in t = 0: what must x_t be there, and which way does u point?",
        **formulas,
    )


_RESHAPE = "t[i] belongs to sample i: which axes must t get, and how many, to line up with x?"
_WHOLE = "Which values can t take on this line, and which dtype has it there?"

_NOT_RESHAPED = (
    "t of shape (B,) is not reshaped, or to (1, ..., B), so torch lines it up with the last axis, "
    "not the batch. It fails for most shapes, and is silently wrong where B equals the last axis."
)
_TWO_AXES = "t is reshaped to (B, 1), which fits x of shape (B, D) and no other."
_FOUR_AXES = "t is reshaped to (B, 1, 1, 1), which fits images (B, C, H, W) and no other shape."

#: id, message, what is made of t `(B,)` for an x
_Shapes = tuple[tuple[str, str, Callable[[Array, Array], Array]], ...]
#: how t may be given the wrong axes
_TIME_SHAPES: _Shapes = (
    ("t_not_reshaped", _NOT_RESHAPED, lambda t, x: t),
    ("t_not_reshaped", _NOT_RESHAPED, lambda t, x: np.broadcast_to(t, x.shape)),  # expand_as
    ("t_not_reshaped", _NOT_RESHAPED, lambda t, x: t.reshape(1, -1)),
    ("t_for_two_axes_only", _TWO_AXES, lambda t, x: t.reshape(-1, 1)),
    (
        "t_for_two_axes_only",
        _TWO_AXES,
        lambda t, x: np.broadcast_to(t.reshape(-1, 1), x.shape),
    ),
    ("t_for_four_axes_only", _FOUR_AXES, lambda t, x: t.reshape(-1, 1, 1, 1)),
    (
        "t_one_axis_too_few",
        "t is reshaped to one axis fewer than x has.",
        lambda t, x: t.reshape((-1,) + (1,) * max(0, x.ndim - 2)),
    ),
    (
        "one_time_for_the_batch",
        "The first time is used for every sample; each sample has its own.",
        lambda t, x: t[0],
    ),
    (
        "mean_time_for_the_batch",
        "The mean of the times is used for every sample; each sample has its own.",
        lambda t, x: np.asarray(t.mean()),
    ),
)
#: how t may get other values: the same
_TIME_VALUES: _Shapes = (
    (
        "time_as_integer",
        "t is turned into an integer, so every time below 1 becomes 0.",
        lambda t, x: broadcast_time(np.floor(t), x),
    ),
)


def time_shapes(known: Misconceptions, **formulas: Callable[..., Array]) -> None:
    """Add every wrong way to give t the axes of x, for exercises whose third parameter is t.

    Each formula is the right one; it takes the exercise's arguments and then `by`, which stands for
    t with the axes of x. What was added by `known.formula` before may be wrong in this way too.
    """
    for hint, shapes in ((_RESHAPE, _TIME_SHAPES), (_WHOLE, _TIME_VALUES)):
        for (identity, message, made), (exercise, formula) in product(shapes, formulas.items()):
            known.code(exercise, hint, identity, message)(_with_time(formula, made))
            known.pair(exercise, identity, message, {"t": made})


def _with_time(
    formula: Callable[..., Array], made: Callable[[Array, Array], Array]
) -> Callable[..., Array]:
    """Return the exercise's function by a formula, with what is made of t and x for `by`."""

    def mistaken(*arguments: Any) -> Array:
        x = next(value for value in arguments if isinstance(value, np.ndarray))
        return formula(*arguments, made(arguments[2], x))

    return mistaken


_CLAMPED = "t is clamped before the division, so small t give a wrong result silently."
_OFFSET = "A small number is added to t in the division: a large error at small t."

#: what is divided by instead of t: id, message, the divisor
_DIVISORS: tuple[tuple[str, str, Callable[[Array], Array]], ...] = (
    *(
        ("clamped_time", _CLAMPED, lambda t, least=least: np.maximum(t, least))
        for least in (0.5, 0.1, 0.05, 0.02, 0.01, 5e-3, 2e-3, 1e-3, 1e-4, 1e-5)
    ),
    *(
        ("offset_in_denominator", _OFFSET, lambda t, offset=offset: t + offset)
        for offset in (1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7)
    ),
)


def divisors(known: Misconceptions, **formulas: Callable[..., Array]) -> None:
    """Add divisions by something that is never 0, for exercises whose third parameter is t.

    Each formula takes the exercise's arguments and then `by`, which stands for the t that it
    divides by, with the axes of x.
    """
    for identity, message, divisor in _DIVISORS:
        for exercise, formula in formulas.items():

            def made(t: Array, x: Array, by: Callable[[Array], Array] = divisor) -> Array:
                return broadcast_time(by(t), x)

            hint = "Which times must be refused, and is the answer at all others exact?"
            known.code(exercise, hint, identity, message)(_with_time(formula, made))


def answers_at_zero(records: Sequence[RecordedCall]) -> bool:
    """At t = 0 you answer where nothing can be known: raise ValueError, and clamp nothing."""
    at_zero = all(bool((record.call.arguments[2] == 0).any()) for record in records)
    return at_zero and any(isinstance(record.value, np.ndarray) for record in records)
