"""Does a wrong idea explain what was recorded? Its code is run on the same inputs, in float64.

It must give every answer, fail where the submission failed, and ask the models the same, within
what float32's rounding can move.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from typing import Any

import numpy as np

from grader.authoring.slips import slip_of
from grader.host.proxy import RecordedCall
from grader.host.values import Array, Model
from grader.wire.messages import Raised

_Records = Sequence[RecordedCall]


class Replay:
    """A model as a misconception calls it: evaluated in float64, times `factor`, and recorded."""

    def __init__(self, model: Model, factor: float) -> None:
        self._field = model.field
        self.seen = model.formula is None
        self._factor = factor
        self.asked: list[tuple[Array, Array]] = []
        self.told: list[Array] = []

    def __call__(self, x: Array, t: Array | float) -> Array:
        count = x.shape[:1]
        if isinstance(t, float):  # as most ideas have it: a sampler asks hundreds of times
            times = np.full(count, t)
        else:
            times = np.broadcast_to(np.asarray(t, dtype=np.float64), count)
        self.asked.append((x, times))
        self.told.append(self._field(x, times) * self._factor)
        return self.told[-1]


@dataclass(frozen=True)
class Reproduction:
    """The predicate: `function` explains every answer, evaluation and exception recorded."""

    function: Callable[..., Any]

    def __call__(self, records: _Records) -> bool:
        # any division by 0 gives what is not finite, and so that alone tells no idea
        return any(map(_is_telling, records)) and self.explains(records)

    def explains(self, records: _Records) -> bool:
        """Whether it explains all records: of long runs it is asked last, if at all."""
        return self.gives(sorted(records, key=evaluations_due))

    def gives(self, records: _Records) -> bool:
        """Whether it explains all records, which are looked at in their order."""
        return all(_mismatch(self.function, record) is None for record in records)

    def beats(self, truth: Array, record: RecordedCall) -> bool:
        """Whether the answer is nearer to the idea's than to what is right, where these differ.

        Otherwise the answer is the right one up to some error, and so up to the idea's.
        """
        try:
            own = _played(self.function, record, None).arrays[-1]
        except _Raised:
            return True
        with np.errstate(over="ignore"):  # in the format of the answer, so its rounding is no sign
            near, right = own.astype(np.float32), truth.astype(np.float32)
        return _farthest(record.value, near) < 0.5 * _farthest(record.value, right)

    def unexplained(self, records: _Records) -> tuple[int, str] | None:
        """Return which record is the first that the idea does not explain, and why; or None."""
        for number, record in enumerate(records):
            reason = _mismatch(self.function, record)
            if reason is not None:
                told = reason if isinstance(reason, str) else f"the idea raises: {slip_of(reason)}"
                return number, told
        return None


def reproduces(function: Callable[..., Any]) -> Callable[[_Records], bool]:
    """Return the predicate that `function` explains all that was recorded: a `Reproduction`."""
    return Reproduction(function)


@dataclass(frozen=True)
class _Played:
    """What models are asked, x and t in turn: the first `asked` arrays; and what is answered."""

    asked: int
    arrays: list[Array]

    def name(self, position: int) -> str:
        """Return what the array at a position is called where it is told."""
        if position < self.asked:
            return f"{'xt'[position % 2]} of evaluation {position // 2 + 1}"
        if len(self.arrays) == self.asked + 1:
            return "the answer"
        return f"value {position - self.asked + 1} of the answer"


def evaluations_due(record: RecordedCall) -> int:
    """Return how many evaluations a call is to make, about: what it costs to play it."""
    return record.call.evaluations if record.call.models else 0


#: what an idea may raise: its shapes do not fit. Anything else is a slip of its author
MISFITS = (ValueError, IndexError)
#: what a submission raises then, and words of it
_MISFITS_RAISED = {"RuntimeError", "ValueError", "IndexError"}
_ABOUT_SHAPES = re.compile("size|shape|dimension|broadcast|expand")


class _Raised(Exception):
    """A wrong idea's code raised."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


def _mismatch(function: Callable[..., Any], record: RecordedCall) -> str | Exception | None:
    """Return why a wrong idea does not give this answer, or what it raises; None if it does.

    Side effects and dtypes are no matter of ideas.
    """
    try:
        wanted = _played(function, record, None)
    except _Raised as raised:  # a wrong idea may well fail, and then so must the student
        fits = isinstance(raised.error, MISFITS) and _is_misfit(record.raised)
        return None if fits else raised.error
    got = _recorded(record)
    if isinstance(got, str):
        return got
    if got.asked != wanted.asked:
        count, own_count = got.asked // 2, wanted.asked // 2
        return f"evaluations of its models: {count}, and {own_count} by the idea"
    if len(got.arrays) != len(wanted.arrays):
        count, own_count = (len(played.arrays) - played.asked for played in (got, wanted))
        return f"values of the answer: {count}, and {own_count} by the idea"
    for position, (array, own_array) in enumerate(_pairs(got, wanted)):
        if array.shape != own_array.shape:
            name = wanted.name(position)
            return f"{name} has shape {array.shape}, and {own_array.shape} by the idea"
    reason = _difference(got, wanted, repeat(_NO_ROOM))
    if reason is None or _difference(got, wanted, repeat(_far(record))):
        return reason
    # ill-conditioned, as a division by a small t is: as far as the rounding of an input, or of what
    # a model answers, moves it
    room = [np.zeros(array.shape) for array in wanted.arrays]
    for position, argument in enumerate(record.call.arguments):
        if isinstance(argument, np.ndarray | Model):
            try:
                moved = _moved(function, record, wanted, position)
            except _Raised as raised:
                return raised.error
            if moved is None:
                return reason
            room = [so_far + by for so_far, by in zip(room, moved, strict=True)]
    reason = _difference(got, wanted, [16 * so_far for so_far in room])
    if reason is None or any(isinstance(argument, Model) for argument in record.call.arguments):
        return reason
    # or where what is rounded inside is far larger than the answer: as in float32 throughout
    single = _rounded_inside(function, record, wanted)
    if single is None:
        return reason
    both = zip(room, single, strict=True)
    return _difference(got, wanted, [16 * (so_far + by) for so_far, by in both])


#: one rounding of float32, and a small part of it
_ROUNDING, _LEAST = 2.0**-23, 2.0**-30
#: inputs that are as good as those of a call, where the roundings inside are others
_NEARBY = (1.0, 1 - 2.0**-13, 1 - 2.0**-12)


def _rounded_inside(
    function: Callable[..., Any], record: RecordedCall, wanted: _Played
) -> list[Array] | None:
    """Return how far float32 throughout moves what an idea gives, or None where it gives another.

    At one input roundings may cancel by chance, and so inputs nearby are looked at as well.
    """
    found = [np.zeros(array.shape) for array in wanted.arrays]
    for factor in _NEARBY:
        arguments = tuple(
            value * np.float32(factor) if isinstance(value, np.ndarray) else value
            for value in record.call.arguments
        )
        near = replace(record, call=replace(record.call, arguments=arguments))
        try:
            moved = _moved(function, near, _played(function, near, None), None)
        except _Raised:
            return None
        if moved is None or any(
            by.shape != so_far.shape for by, so_far in zip(moved, found, strict=False)
        ):
            return None
        found = [
            np.maximum(so_far, _of_sample(by)) for so_far, by in zip(found, moved, strict=False)
        ]
    return found


def _moved(
    function: Callable[..., Any], record: RecordedCall, wanted: _Played, rounded: int | None
) -> list[Array] | None:
    """Return how far a rounding moves what an idea gives; of no argument, that of all operations.

    None where it gives another number of arrays then, or of other shapes. A jump, as of a whole
    part at t = 1, counts as nothing: it is as far for the least part of a rounding.
    """
    if rounded is None:
        return _apart(_played(function, record, None, np.float32), wanted)
    found, least = (
        _apart(_played(function, record, rounded, by=by), wanted) for by in (_ROUNDING, _LEAST)
    )
    if found is None or least is None:
        return None
    pairs = zip(found, least, strict=True)
    return [np.where(2 * small > moved, 0.0, moved) for moved, small in pairs]


def _apart(moved: _Played, wanted: _Played) -> list[Array] | None:
    """Return the distances of what is given, None where it is another number or of other shapes."""
    pairs = list(zip(moved.arrays, wanted.arrays, strict=False))
    if len(moved.arrays) != len(wanted.arrays) or any(a.shape != b.shape for a, b in pairs):
        return None
    with np.errstate(invalid="ignore"):
        # as np.nan_to_num has it, which takes ten times as long for small arrays
        off = (np.fmax(np.abs(array - own_array), 0.0) for array, own_array in pairs)
        return [np.fmin(distance, _LARGEST) for distance in off]


def _of_sample(moved: Array) -> Array:
    """Return the most in each sample: an entry may have been rounded to what it should be."""
    return moved.max(axis=tuple(range(1, moved.ndim)), keepdims=True) if moved.size else moved


def _far(record: RecordedCall) -> Array:
    """Return what no rounding moves an answer by, relative to its largest entry.

    An answer may be nothing but the rounding of what is given, where that cancels.
    """
    given = (value for value in record.call.arguments if isinstance(value, np.ndarray))
    largest = max((float(np.abs(value).max(initial=0.0)) for value in given), default=0.0)
    return np.asarray(_FAR * max(1.0, largest))


_FAR = 0.5
_LARGEST = np.finfo(np.float64).max
_NO_ROOM = np.asarray(0.0)


def _played(
    function: Callable[..., Any],
    record: RecordedCall,
    rounded: int | None,
    dtype: type[np.floating] = np.float64,
    by: float = _ROUNDING,
) -> _Played:
    """Return what a wrong idea answers and asks its models.

    The argument at the position `rounded`, or what that model answers, is made smaller `by` a part.

    Raises:
        _Raised: the idea's code raised.
    """
    models: list[Replay] = []
    arguments: list[object] = []
    for position, argument in enumerate(record.call.arguments):
        factor = 1 - by * (position == rounded)
        if isinstance(argument, Model):
            models.append(Replay(argument, factor))
            arguments.append(models[-1])
        elif isinstance(argument, np.ndarray):
            arguments.append(argument.astype(dtype) * dtype(factor))
        else:
            arguments.append(argument)
    with np.errstate(all="ignore"):
        try:
            value = function(*arguments)
            if value is None:
                raise TypeError(f"{getattr(function, '__name__', 'it')} returns nothing")
        except Exception as error:  # as the student's own code may
            raise _Raised(error) from error
    answers = value if isinstance(value, tuple) else (value,)
    # what a formula is asked is not recorded, so that an idea is held to the answer only
    asked = [array for model in models if model.seen for pair in model.asked for array in pair]
    arrays = [np.asarray(value, dtype=np.float64) for value in (*asked, *answers)]
    return _Played(len(asked), arrays)


def _is_misfit(raised: Raised | None) -> bool:
    return (
        raised is not None
        and raised.placeholder is None
        and not _MISFITS_RAISED.isdisjoint(raised.types)
        and _ABOUT_SHAPES.search(raised.message) is not None
    )


def _is_telling(record: RecordedCall) -> bool:
    values = record.value if isinstance(record.value, tuple) else (record.value,)
    finite = (_is_float32(value) and bool(np.isfinite(value).any()) for value in values)
    return record.raised is not None or len(record.evaluations) > 1 or any(finite)


def _farthest(value: Any, other: Array) -> float:
    """Return the largest distance of two arrays of a shape, inf where one is not finite."""
    left, right = np.asarray(value, dtype=np.float64), np.asarray(other, dtype=np.float64)
    if left.shape != right.shape:
        return np.inf
    with np.errstate(invalid="ignore"):
        distance = np.abs(left - right)
    same = (left == right) | (np.isnan(left) & np.isnan(right))
    return float(np.where(same, 0, np.nan_to_num(distance, nan=np.inf)).max(initial=0.0))


def _recorded(record: RecordedCall) -> _Played | str:
    """Return what a submission answered and asked, or why no wrong idea does so."""
    if record.raised is not None:
        return f"{record.raised.types[0]} is raised, where the idea answers"
    if record.modified:
        return "something is changed in place, which no idea does"
    values = record.value if isinstance(record.value, tuple) else (record.value,)
    if values is record.value and len(values) == 1:
        return "a tuple of one is returned, which no idea does"
    if not all(map(_is_float32, values)):
        return "another type or dtype than float32 is returned, which no idea does"
    asked = [array for evaluation in record.evaluations for array in (evaluation.x, evaluation.t)]
    return _Played(len(asked), [*asked, *values])


def _is_float32(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype == np.float32


def _pairs(left: _Played, right: _Played) -> Iterator[tuple[Array, Array]]:
    return zip(left.arrays, right.arrays, strict=True)


def _difference(got: _Played, wanted: _Played, rooms: Iterable[Array]) -> str | None:
    """Return where a recorded array is not what a wrong idea gives, and by how much, or None.

    It may be off by float32's rounding and by `rooms`: for each array a part of its largest entry,
    or an amount for every entry.
    """
    for position, ((array, own_array), room) in enumerate(
        zip(_pairs(got, wanted), rooms, strict=False)  # what repeats has no end
    ):
        recorded = array.astype(np.float64)
        finite = np.isfinite(own_array)
        if not finite.all():
            if not np.array_equal(recorded[~finite], own_array[~finite], equal_nan=True):
                return f"{wanted.name(position)} is finite, and not by the idea"
            recorded, own_array = recorded[finite], own_array[finite]
            room = room[finite] if room.ndim else room
        scale = 1.0 + float(np.abs(own_array).max(initial=0.0))
        allowed = 1e-5 * scale + (room if room.ndim else room * scale)
        off = np.abs(recorded - own_array)
        if not (off <= allowed).all():
            return f"{wanted.name(position)} is off by {off.max():.2g} from what the idea gives"
    return None
