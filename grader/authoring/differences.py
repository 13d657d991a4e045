"""Words for what was answered: what it is, and what stands out between it and what is right."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.host.values import Array, Unsendable


def tensor_like(shape: tuple[int, ...], dtype: str) -> str:
    """Return what a tensor is called by its dtype and shape."""
    return f"{with_article(dtype)} tensor of shape {shape}"


def kind_of(value: Any) -> str:
    """Return what something is called that is not what was expected."""
    if isinstance(value, np.ndarray):
        return f"one tensor of shape {value.shape}"
    if isinstance(value, tuple):
        return f"a tuple or list of {len(value)} value{'' if len(value) == 1 else 's'}"
    if isinstance(value, Unsendable):
        return with_article(value.type_name)
    return "None" if value is None else with_article(type(value).__name__)


def with_article(noun: str) -> str:
    """Return "a noun" or "an noun", by how its first letter sounds."""
    vowel = noun[:1].lower() in tuple("aeiou") and not noun.startswith("uint")
    return f"{'an' if vowel else 'a'} {noun}"


def explain(got: Array, truth: Array, allowed: Array, wrong: Array, what: str) -> str:
    """Say what stands out between two arrays: infinities, a common factor, an offset, a place."""
    if np.isnan(got[wrong]).any():
        return f"{what} has {_entries(int(np.isnan(got).sum()))} NaN"
    if np.isinf(got[wrong]).any():
        return f"{what} has {_entries(int(np.isinf(got[wrong]).sum()))} infinite"
    if not np.isfinite(truth[wrong]).all():
        return f"{what} is finite where it must be infinite"
    factor = _common(got[truth != 0], truth[truth != 0], np.divide)
    if factor is not None and (got[truth == 0] == 0).all():
        if factor == 0:
            return f"every entry of {what} is 0"
        sign = "the negative of" if np.isclose(factor, -1) else f"{factor:.4g} times"
        return f"every entry of {what} is {sign} what it should be"
    offset = _common(got, truth, np.subtract)
    if offset is not None:
        size = "large" if offset > 0 else "small"
        return f"every entry of {what} is {abs(offset):.4g} too {size}"
    if wrong.all():
        if wrong.size > 1:
            return f"{what} is wrong in every entry"
        return f"{what} is off by {_how_far(got.item(), truth.item(), float(np.max(allowed)))}"
    rows = wrong.reshape(len(wrong), -1).any(axis=1)
    if not rows.all():
        samples = ", ".join(str(int(row)) for row in np.flatnonzero(rows)[:6])
        return f"{what} is wrong for sample {samples} of the batch only (counted from 0)"
    return f"{what} is wrong in {int(wrong.sum())} of {wrong.size} entries"


def _entries(number: int) -> str:
    return "1 entry that is" if number == 1 else f"{number} entries that are"


#: an error of so many times the rounding has nothing to do with rounding
_FAR_FROM_ROUNDING = 100


def _how_far(got: float, truth: float, allowed: float) -> str:
    """Say how large an error is: beside the rounding where that is near, else beside the truth."""
    error = abs(got - truth)
    if error <= _FAR_FROM_ROUNDING * allowed:
        return f"{error:.3g}; rounding explains {allowed:.1g} at most"
    if truth == 0:
        return f"{error:.3g}"
    share = error / abs(truth)
    size = f"{100 * share:.3g}%" if share < 9.9 else f"{share:.3g} times the size"
    return f"{error:.3g}, which is {size} of what is expected"


def _common(got: Array, truth: Array, operation: np.ufunc) -> float | None:
    if got.size < 2:
        return None  # a single number is some multiple of any other
    with np.errstate(all="ignore"):
        values = operation(got, truth)
    if not np.isfinite(values).all():
        return None
    middle = float(np.median(values))
    trivial = 1.0 if operation is np.divide else 0.0
    alike = np.abs(values - middle) <= 1e-4 * max(abs(middle), 1e-2)
    return middle if alike.all() and abs(middle - trivial) > 1e-3 else None
