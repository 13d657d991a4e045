"""How an instructor writes an assignment's misconceptions.py: known wrong ideas, as code.

    known = Misconceptions()

    @known.formula("x1_from_u", hint="How much time is left at time t?")
    def travels_for_t(x_t: Array, u: Array, t: Array) -> Array:
        "You travel for the time t that has passed, not for 1 - t."
        return x_t + t * u

The function's name is the misconception's id, its docstring what the student reads. It is the
diagnosis where it gives every answer that the failing check recorded, and asked a model the same.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.authoring import AuthoringError
from grader.model import Misconception
from grader.student.proxy import RecordedCall
from grader.student.values import Array, Model
from grader.tolerance import over_trailing

_Records = Sequence[RecordedCall]


class Misconceptions:
    """Collects the known wrong ideas of one assignment, most telling first.

    Each method but `convention` is a decorator; `identity` and `message` stand in for the decorated
    function's name and docstring. The same id may be given several functions: each is a way to hold
    the same idea.
    """

    def __init__(self) -> None:
        self.found: list[Misconception] = []

    def formula(
        self,
        exercise: str,
        hint: str | None = None,
        tolerated: bool = False,
        identity: str | None = None,
        message: str | None = None,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Add a wrong formula, as numpy in float64, with t already broadcast over trailing axes."""

        def add(function: Callable[..., Any]) -> Callable[..., Any]:
            names = list(inspect.signature(function).parameters)

            def broadcast(*arguments: Any) -> Any:
                like = next(each for each in arguments if isinstance(each, np.ndarray))
                return function(
                    *(
                        over_trailing(each, like) if name == "t" else each
                        # a trailing default holds a constant of the idea
                        for name, each in zip(names, arguments, strict=False)
                    )
                )

            recognises = {exercise: reproduces(broadcast)}
            self._add(function, recognises, hint, tolerated, identity, message)
            return function

        return add

    def code(
        self,
        exercise: str,
        hint: str | None = None,
        identity: str | None = None,
        message: str | None = None,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Add wrong code as it would stand in a submission, in numpy: nothing is broadcast for it.

        A model among its arguments is a callable that takes and returns numpy arrays.
        """

        def add(function: Callable[..., Any]) -> Callable[..., Any]:
            recognises = {exercise: reproduces(function)}
            self._add(function, recognises, hint, identity=identity, message=message)
            return function

        return add

    def sign(
        self,
        *exercises: str,
        hint: str | None = None,
        tolerated: bool = False,
        identity: str | None = None,
        message: str | None = None,
    ) -> Callable[[Callable[[_Records], bool]], Callable[[_Records], bool]]:
        """Add a predicate over all recorded calls of a check of the exercise."""

        def add(predicate: Callable[[_Records], bool]) -> Callable[[_Records], bool]:
            for exercise in exercises:
                recognises = {exercise: predicate}
                self._add(predicate, recognises, hint, tolerated, identity, message)
            return predicate

        return add

    def convention(
        self, identity: str, message: str, hint: str, **formulas: Callable[..., Any]
    ) -> None:
        """Add a set of formulas, one an exercise, that a submission may hold throughout."""
        recognises = {exercise: reproduces(formula) for exercise, formula in formulas.items()}
        self.found.append(Misconception(identity, message, hint, recognises))

    def _add(
        self,
        function: Callable[..., Any],
        recognises: dict[str, Callable[[_Records], bool]],
        hint: str | None,
        tolerated: bool = False,
        identity: str | None = None,
        message: str | None = None,
    ) -> None:
        text = message or inspect.cleandoc(function.__doc__ or "").replace("\n", " ")
        if not text:
            raise AuthoringError(f"{function.__name__} needs a docstring: it is what students read")
        name = identity or function.__name__
        self.found.append(Misconception(name, text, hint, recognises, tolerated))


_RESHAPE = "t[i] belongs to sample i: t.reshape(-1, 1, ..., 1), with as many axes as x has."

#: how t may be given the wrong axes: id, message, the reshaping of t `(B,)` for an x of n axes
_TIME_SHAPES: tuple[tuple[str, str, Callable[[Array, int], Array]], ...] = (
    (
        "t_not_reshaped",
        "t of shape (B,) is not reshaped, or to (1, ..., B), so torch lines it up with the last "
        "axis, not the batch. It fails for most shapes, and is silently wrong where B equals the "
        "last axis.",
        lambda t, n: t,  # noqa: ARG005
    ),
    (
        "t_for_two_axes_only",
        "t is reshaped to (B, 1), which fits x of shape (B, D) and no other.",
        lambda t, n: t.reshape(-1, 1),  # noqa: ARG005
    ),
    (
        "t_for_four_axes_only",
        "t is reshaped to (B, 1, 1, 1), which fits images (B, C, H, W) and no other shape.",
        lambda t, n: t.reshape(-1, 1, 1, 1),  # noqa: ARG005
    ),
    (
        "t_one_axis_too_few",
        "t is reshaped to one axis fewer than x has.",
        lambda t, n: t.reshape((-1,) + (1,) * max(0, n - 2)),
    ),
    (
        "one_time_for_the_batch",
        "The first time is used for every sample; each sample has its own.",
        lambda t, n: t[0],  # noqa: ARG005
    ),
    (
        "mean_time_for_the_batch",
        "The mean of the times is used for every sample; each sample has its own.",
        lambda t, n: np.asarray(t.mean()),  # noqa: ARG005
    ),
    (
        "time_as_integer",
        "t is turned into an integer, so every time below 1 becomes 0.",
        lambda t, n: np.floor(t).reshape((-1,) + (1,) * (n - 1)),
    ),
)


def time_shapes(known: Misconceptions, **formulas: Callable[..., Array]) -> None:
    """Add every wrong way to give t the axes of x, for right formulas of (x, another, t).

    Each formula is the one due, with t as it comes: nothing is broadcast for it.
    """
    for identity, message, reshape in _TIME_SHAPES:
        for exercise, formula in formulas.items():

            def mistaken(
                x: Array,
                other: Array,
                t: Array,
                formula: Callable[..., Array] = formula,
                reshape: Callable[[Array, int], Array] = reshape,
            ) -> Array:
                return formula(x, other, reshape(t, x.ndim))

            known.code(exercise, _RESHAPE, identity, message)(mistaken)


class Replay:
    """A model as a misconception calls it: evaluated in float64, and recorded."""

    def __init__(self, model: Model) -> None:
        self._field = model.field
        self.asked: list[tuple[Array, Array]] = []

    def __call__(self, x: Array, t: Array | float) -> Array:
        times = np.broadcast_to(np.asarray(t, dtype=np.float64), x.shape[:1])
        self.asked.append((x, times))
        return self._field(x, times)


def reproduces(function: Callable[..., Any]) -> Callable[[_Records], bool]:
    """Return the predicate: `function` explains every answer, evaluation and exception recorded."""

    def predicate(records: _Records) -> bool:
        return bool(records) and all(_explains(function, record) for record in records)

    return predicate


def _explains(function: Callable[..., Any], record: RecordedCall) -> bool:
    """Whether a wrong idea gives this answer; side effects and dtypes are no matter of ideas."""
    wanted = _played(function, record, None)
    if wanted is None:  # a wrong idea may well fail, and then so must the student
        return record.raised is not None and record.raised.types[0] != "NotImplementedError"
    values = record.value if isinstance(record.value, tuple) else (record.value,)
    if values is record.value and len(values) == 1:
        return False  # no wrong idea answers with a tuple of one
    if record.raised is not None or record.modified or not all(map(_is_float32, values)):
        return False
    asked = [each for one in record.evaluations for each in (one.x, one.t)]
    got = [*values, *asked]
    if len(got) != len(wanted) or any(a.shape != b.shape for a, b in zip(got, wanted, strict=True)):
        return False
    if all(map(_alike, got, wanted)):
        return True
    if not all(_alike(a, b, np.asarray(_FAR)) for a, b in zip(got, wanted, strict=True)):
        return False
    # ill-conditioned, as a division by a small t is: as far as the rounding of an input moves it
    room = [np.zeros(each.shape) for each in wanted]
    for position, argument in enumerate(record.call.arguments):
        if isinstance(argument, np.ndarray):
            moved = _played(function, record, position)
            if moved is None or len(moved) != len(wanted):
                return False
            with np.errstate(invalid="ignore"):
                room = [
                    one + np.nan_to_num(np.abs(a - b))
                    for one, a, b in zip(room, moved, wanted, strict=True)
                ]
    return all(map(_alike, got, wanted, (16 * each for each in room)))


#: no rounding moves an answer by more, relative to its largest entry
_FAR = 0.05


def _played(
    function: Callable[..., Any], record: RecordedCall, rounded: int | None
) -> list[Array] | None:
    """Return what a wrong idea answers and asks its models, or None if it fails.

    The argument at the position `rounded` is made smaller by one rounding of float32.
    """
    models = {id(each): Replay(each) for each in record.call.models}
    arguments = [
        each.astype(np.float64) * (1 - 2.0**-23 * (position == rounded))
        if isinstance(each, np.ndarray)
        else models.get(id(each), each)
        for position, each in enumerate(record.call.arguments)
    ]
    with np.errstate(all="ignore"):
        try:
            value = function(*arguments)
        except Exception:  # noqa: BLE001 - as the student's own code may
            return None
    answers = value if isinstance(value, tuple) else (value,)
    asked = [each for model in models.values() for pair in model.asked for each in pair]
    return [np.asarray(each, dtype=np.float64) for each in (*answers, *asked)]


def _is_float32(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype == np.float32


def _alike(actual: Array, wanted: Array, room: Array | None = None) -> bool:
    """Whether a recorded array is what a wrong idea gives, up to float32's rounding and `room`."""
    finite = np.isfinite(wanted)
    got = actual.astype(np.float64)
    scale = 1.0 + float(np.abs(wanted[finite]).max(initial=0.0))
    allowed: Array | float = 1e-5 * scale
    if room is not None:
        allowed = allowed + (room[finite] if room.ndim else room * scale)
    return bool(
        np.array_equal(got[~finite], wanted[~finite], equal_nan=True)
        and (np.abs(got[finite] - wanted[finite]) <= allowed).all()
    )
