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

from grader.authoring.playing import (
    MISFITS,
    ROUNDING,
    IdeaRaised,
    Played,
    evaluations_due,
    is_float32,
    played,
    recorded,
)
from grader.authoring.slips import slip_of
from grader.host.proxy import RecordedCall
from grader.host.values import Array, Model
from grader.wire.messages import Raised

_Records = Sequence[RecordedCall]


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
            own = played(self.function, record, None).arrays[-1]
        except IdeaRaised:
            return True
        with np.errstate(over="ignore"):  # in the format of the answer, so its rounding is no sign
            near, right = own.astype(np.float32), truth.astype(np.float32)
        return _farthest(record.value, near) < 0.5 * _farthest(record.value, right)

    def unexplained(self, records: _Records) -> tuple[int, str] | None:
        """Return which record is the first that the idea does not explain, and why; or None."""
        for number, record in enumerate(records):
            try:
                reason = _mismatch(self.function, record)
            except (NameError, ImportError) as error:
                reason = error
            if reason is not None:
                told = reason if isinstance(reason, str) else f"the idea raises: {slip_of(reason)}"
                return number, told
        return None


def reproduces(function: Callable[..., Any]) -> Callable[[_Records], bool]:
    """Return the predicate that `function` explains all that was recorded: a `Reproduction`."""
    return Reproduction(function)


#: what a submission raises then, and words of it
_MISFITS_RAISED = {"RuntimeError", "ValueError", "IndexError"}
_ABOUT_SHAPES = re.compile("size|shape|dimension|broadcast|expand")


def _mismatch(function: Callable[..., Any], record: RecordedCall) -> str | Exception | None:
    """Return why a wrong idea does not give this answer, or what it raises; None if it does.

    Side effects and dtypes are no matter of ideas.
    """
    try:
        wanted = played(function, record, None)
    except IdeaRaised as raised:  # a wrong idea may well fail, and then so must the student
        fits = isinstance(raised.error, MISFITS) and _is_misfit(record.raised)
        return None if fits else raised.error
    got = recorded(record)
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
            except IdeaRaised as raised:
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


#: a small part of a rounding
_LEAST = 2.0**-30
#: inputs that are as good as those of a call, where the roundings inside are others
_NEARBY = (1.0, 1 - 2.0**-13, 1 - 2.0**-12)


def _rounded_inside(
    function: Callable[..., Any], record: RecordedCall, wanted: Played
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
            moved = _moved(function, near, played(function, near, None), None)
        except IdeaRaised:
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
    function: Callable[..., Any], record: RecordedCall, wanted: Played, rounded: int | None
) -> list[Array] | None:
    """Return how far a rounding moves what an idea gives; of no argument, that of all operations.

    None where it gives another number of arrays then, or of other shapes. A jump, as of a whole
    part at t = 1, counts as nothing: it is as far for the least part of a rounding.
    """
    if rounded is None:
        return _apart(played(function, record, None, np.float32), wanted)
    found, least = (
        _apart(played(function, record, rounded, by=by), wanted) for by in (ROUNDING, _LEAST)
    )
    if found is None or least is None:
        return None
    pairs = zip(found, least, strict=True)
    return [np.where(2 * small > moved, 0.0, moved) for moved, small in pairs]


def _apart(moved: Played, wanted: Played) -> list[Array] | None:
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


def _is_misfit(raised: Raised | None) -> bool:
    return (
        raised is not None
        and raised.placeholder is None
        and not _MISFITS_RAISED.isdisjoint(raised.types)
        and _ABOUT_SHAPES.search(raised.message) is not None
    )


def _is_telling(record: RecordedCall) -> bool:
    values = record.value if isinstance(record.value, tuple) else (record.value,)
    finite = (is_float32(value) and bool(np.isfinite(value).any()) for value in values)
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


def _pairs(left: Played, right: Played) -> Iterator[tuple[Array, Array]]:
    return zip(left.arrays, right.arrays, strict=True)


def _difference(got: Played, wanted: Played, rooms: Iterable[Array]) -> str | None:
    """Return where a recorded array is not what a wrong idea gives, and by how much, or None.

    It may be off by float32's rounding and by `rooms`: for each array a part of its largest entry,
    or an amount for every entry.
    """
    for position, ((array, own_array), room) in enumerate(
        zip(_pairs(got, wanted), rooms, strict=False)  # what repeats has no end
    ):
        answered = array.astype(np.float64)
        finite = np.isfinite(own_array)
        if not finite.all():
            if not np.array_equal(answered[~finite], own_array[~finite], equal_nan=True):
                return f"{wanted.name(position)} is finite, and not by the idea"
            answered, own_array = answered[finite], own_array[finite]
            room = room[finite] if room.ndim else room
        scale = 1.0 + float(np.abs(own_array).max(initial=0.0))
        allowed = 1e-5 * scale + (room if room.ndim else room * scale)
        off = np.abs(answered - own_array)
        if not (off <= allowed).all():
            return f"{wanted.name(position)} is off by {off.max():.2g} from what the idea gives"
    return None
