"""What may be wrong with draws and shows exactly, such as two halves that are equal.

A pattern takes what is drawn and the draws of each call, and returns a sentence with the draws as
they would be without it; these must follow the law.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zlib import crc32

import numpy as np

from grader.authoring import Array, Drawing, Pattern, bfloat16, float16

Undone = tuple[str, Sequence[Array]] | None
Arrays = Sequence[Array]


def own_rng(array: Array) -> np.random.Generator:
    """Return what the chance that a pattern took away is put back with: of its own in each call."""
    return np.random.default_rng(crc32(array.tobytes()))


def _in_all(
    told: str,
    holds: Callable[[Drawing, Array], bool],
    undone: Callable[[Drawing, Array], Array] | None,
) -> Pattern:
    """Return a pattern that each call must have by itself; {} is what is drawn."""

    def pattern(drawing: Drawing, arrays: Arrays) -> Undone:
        if not all(len(array) > 1 and holds(drawing, array) for array in arrays):
            return None
        left = [undone(drawing, array) for array in arrays] if undone else []
        return told.format(drawing.name), left

    return pattern


def _half(drawing: Drawing, array: Array) -> Array:
    return array[: (len(array) + 1) // 2]


def _other_half(array: Array) -> tuple[Array, Array]:
    """Return the second half, and as many of the first."""
    half = (len(array) + 1) // 2
    return array[half:], array[: len(array) - half]


def _turned(drawing: Drawing, array: Array) -> Array:
    """Return the draws mirrored at the middle of their law."""
    return 2 * float(drawing.quantile(np.array(0.5))) - array


def _close(left: Array, right: Array) -> bool:
    return left.shape == right.shape and bool(
        (np.abs(left - right) <= 2e-6 * (1 + np.abs(left))).all()
    )


def _halves_equal(drawing: Drawing, array: Array) -> bool:
    return bool(np.array_equal(*_other_half(array)))


def _halves_mirrored(drawing: Drawing, array: Array) -> bool:
    second, first = _other_half(array)
    return _close(second, _turned(drawing, first))


def _neighbours_equal(drawing: Drawing, array: Array) -> bool:
    even = len(array) // 2 * 2
    return bool(np.array_equal(array[0:even:2], array[1:even:2]))


def _mirrored(drawing: Drawing, array: Array) -> bool:
    ordered = np.sort(array.ravel())
    return array.size % 2 == 0 and _close(ordered, _turned(drawing, ordered)[::-1])


def _one_of_each_pair(drawing: Drawing, array: Array) -> Array:
    """Return each pair's lower one, as if it were drawn from the whole law."""
    flat = array.ravel()
    lower = drawing.below(flat[flat < float(drawing.quantile(np.array(0.5)))])
    return drawing.quantile(2 * lower)


def _shuffled(drawing: Drawing, array: Array) -> Array:
    return own_rng(array).permutation(array.ravel())


def _one_a_stratum(drawing: Drawing, array: Array) -> bool:
    """Whether each of B equal parts holds one; rounding may put a few across a border."""
    if array.ndim > 1:
        return False
    off = drawing.below(np.sort(array)) * len(array) - np.arange(len(array))
    return bool((off > -0.01).all() and (off < 1.01).all())


def _in_stratum(drawing: Drawing, array: Array) -> Array:
    coarse = own_rng(array).random(len(array)) * 2.0**-23  # what float32 leaves out
    within = (drawing.below(np.sort(array)) + coarse) * len(array) - np.arange(len(array))
    return drawing.quantile(own_rng(array).permutation(within % 1).clip(1e-9, 1 - 1e-9))


def _even(drawing: Drawing, array: Array) -> bool:
    steps = np.diff(np.sort(array))
    return array.ndim == 1 and bool(
        steps.max() - steps.min() < 1e-5 * max(1.0, float(np.ptp(array))) and steps.max() > 0
    )


def _constant(drawing: Drawing, arrays: Arrays) -> Undone:
    """Tell one number in the place of all draws."""
    value = arrays[0].flat[0] if arrays and arrays[0].size else np.nan
    if not all((array == value).all() for array in arrays):
        return None
    return f"All of {drawing.name} is {value:g}.", []


def _digits(count: int) -> Callable[[Drawing, Array], bool]:
    return lambda drawing, array: bool(
        (np.abs(array * 10**count - np.rint(array * 10**count)) < 1e-4 * 10.0**count * 2e-2).all()
    )


def _mean(
    axes: Callable[[Array], tuple[int, ...]],
) -> tuple[Callable[..., bool], Callable[..., Array]]:
    """Return whether means are 0 too exactly, and the draws with means that chance gives."""

    def holds(drawing: Drawing, array: Array) -> bool:
        over = axes(array)
        return bool(over) and array.size > 1 and bool((np.abs(array.mean(axis=over)) < 1e-5).all())

    def undone(drawing: Drawing, array: Array) -> Array:
        over = axes(array)
        count = int(np.prod([array.shape[axis] for axis in over]))
        means = np.mean(array, axis=over, keepdims=True)
        return np.asarray(array + own_rng(array).normal(size=means.shape) / np.sqrt(count))

    return holds, undone


def _unit(degrees: int, centred: bool) -> tuple[Callable[..., bool], Callable[..., Array]]:
    """Return whether a call's size is 1 too exactly, and the draws with one that chance gives."""

    def holds(drawing: Drawing, array: Array) -> bool:
        is_centred = abs(float(array.mean())) < 1e-5
        return (
            array.size > 2
            and abs(float(array.std(ddof=degrees)) - 1) < 1e-5
            and is_centred == centred
        )

    def undone(drawing: Drawing, array: Array) -> Array:
        rng, count = own_rng(array), array.size
        scaled = array * np.sqrt(rng.chisquare(count - 1) / (count - degrees))
        return np.asarray(scaled + centred * rng.normal() / np.sqrt(count))

    return holds, undone


def _everywhere(array: Array) -> tuple[int, ...]:
    return tuple(range(array.ndim))


def _over_batch(array: Array) -> tuple[int, ...]:
    return (0,)


def _over_sample(array: Array) -> tuple[int, ...]:
    return tuple(range(1, array.ndim))


def _ends(place: int, value: float) -> Callable[..., bool]:
    return lambda drawing, array: array.ndim == 1 and bool(array[place] == value)


_APART = "; apart from that its law is right."
_PARTS = "Each of B equal parts of the law holds one value of {}"

EXACT: Sequence[Pattern] = (
    _constant,
    _in_all(
        "Every value of {} is -1 or 1.", lambda _, array: bool((np.abs(array) == 1).all()), None
    ),
    _in_all("Every value of {} is a whole number.", _digits(0), None),
    _in_all("Every value of {} is a multiple of 0.1.", _digits(1), None),
    _in_all("Every value of {} is a multiple of 0.01.", _digits(2), None),
    _in_all("Every value of {} is a multiple of 0.001.", _digits(3), None),
    _in_all(
        "Every value of {} is one of bfloat16, 8 bits.",
        lambda _, array: np.array_equal(bfloat16(array), array),
        None,
    ),
    _in_all(
        "Every value of {} is one of float16, 11 bits.",
        lambda _, array: np.array_equal(float16(array), array),
        None,
    ),
    _in_all(
        "In each call the second half of {} repeats the first" + _APART,
        _halves_equal,
        _half,
    ),
    _in_all(
        "In each call the second half of {} mirrors the first" + _APART,
        _halves_mirrored,
        _half,
    ),
    _in_all(
        "Neighbouring samples share {}" + _APART,
        _neighbours_equal,
        lambda _, array: array[::2],
    ),
    _in_all("In each call {} is evenly spaced.", _even, None),
    _in_all(
        "In each call {} is sorted, least first" + _APART,
        lambda _, array: (
            array.ndim == 1 and bool((np.diff(array) >= 0).all()) and not _one_a_stratum(_, array)
        ),
        _shuffled,
    ),
    _in_all(
        "In each call {} is sorted, largest first" + _APART,
        lambda _, array: array.ndim == 1 and bool((np.diff(array) <= 0).all()),
        _shuffled,
    ),
    _in_all(
        _PARTS + ", in their order: they are not independent.",
        lambda drawing, array: _one_a_stratum(drawing, array) and bool((np.diff(array) >= 0).all()),
        _in_stratum,
    ),
    _in_all(
        _PARTS + ", whatever the order: they are not independent.",
        _one_a_stratum,
        _in_stratum,
    ),
    _in_all(
        "Each value of {} has its mirror image in the same call" + _APART,
        _mirrored,
        _one_of_each_pair,
    ),
    _in_all(
        "In each call the last value of {} is 1" + _APART,
        _ends(-1, 1.0),
        lambda _, array: array[:-1],
    ),
    _in_all(
        "In each call the first value of {} is 0" + _APART,
        _ends(0, 0.0),
        lambda _, array: array[1:],
    ),
    _in_all(
        "In each call {} has standard deviation 1 exactly, and mean 0" + _APART,
        *_unit(0, True),
    ),
    _in_all(
        "In each call {} has standard deviation 1 exactly, and mean 0" + _APART,
        *_unit(1, True),
    ),
    _in_all(
        "In each call {} has standard deviation 1 exactly" + _APART,
        *_unit(0, False),
    ),
    _in_all(
        "In each call {} has standard deviation 1 exactly" + _APART,
        *_unit(1, False),
    ),
    _in_all(
        "In each sample of a call {} has mean 0 exactly" + _APART,
        *_mean(_over_sample),
    ),
    _in_all(
        "In each call the mean of {} over the batch is 0 exactly" + _APART,
        *_mean(_over_batch),
    ),
    _in_all("In each call {} has mean 0 exactly" + _APART, *_mean(_everywhere)),
)
