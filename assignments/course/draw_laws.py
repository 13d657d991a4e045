"""Laws that draws may have in the place of the one that is wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy import special

from assignments.course.draw_patterns import Arrays, Undone, own_rng
from grader.authoring import Array, Drawing, Pattern


def _all(arrays: Arrays) -> Array:
    return np.concatenate([array.ravel() for array in arrays])


#: how many standard errors what is measured may be off
_ERRORS = 5


def _moved(drawing: Drawing, arrays: Arrays) -> Undone:
    """Tell a mean that is not 0."""
    values = _all(arrays)
    mean, error = float(values.mean()), _ERRORS / np.sqrt(values.size)
    if "normal" not in drawing.law or abs(mean) < error:
        return None
    told = (
        f"The mean of {drawing.name} is {mean:.2g}, to within {error:.1g}, not 0; apart from that "
    )
    off = mean - float(own_rng(values).normal()) / np.sqrt(values.size)  # a mean of 0 is too exact
    return told + "its law is right.", [array - off for array in arrays]


def _scaled(drawing: Drawing, arrays: Arrays) -> Undone:
    """Tell a standard deviation that is not 1."""
    values = _all(arrays)
    size = float(np.sqrt(np.mean(values**2)))
    error = _ERRORS * size / np.sqrt(2 * values.size)
    if "normal" not in drawing.law or abs(size - 1) < error:
        return None
    told = f"The standard deviation of {drawing.name} is {size:.3g}, to within {error:.1g}, not 1; "
    off = size / float(np.sqrt(own_rng(values).chisquare(values.size) / values.size))
    return told + "apart from that its law is right.", [array / off for array in arrays]


def _between(drawing: Drawing, arrays: Arrays) -> Undone:
    """Tell numbers that are uniform, but between others."""
    values = _all(arrays)
    for digits in (2, 3):
        low, high = (round(float(bound), digits) for bound in (values.min(), values.max()))
        if (low, high) == (0.0, 1.0) or high <= low:
            continue
        undone = [((array - low) / (high - low)) for array in arrays]
        if all(((part >= 0) & (part < 1)).all() for part in undone):
            return f"{drawing.name} is uniform on [{low:g}, {high:g}).", [
                drawing.quantile(part) for part in undone
            ]
    return None


def _bounds(values: Array) -> tuple[float | None, float | None]:
    """Return the least and the largest value, each if it occurs more than once."""
    low, high = float(values.min()), float(values.max())
    return (
        low if np.count_nonzero(values == low) > 1 else None,
        high if np.count_nonzero(values == high) > 1 else None,
    )


def _clamped(drawing: Drawing, arrays: Arrays) -> Undone:
    """Tell bounds at which values pile up: chance is put back beyond them."""
    low, high = _bounds(_all(arrays))
    if low is None and high is None:
        return None
    rng, undone = own_rng(_all(arrays)), []
    for array in arrays:
        p = drawing.below(array.ravel())
        for bound, side in (low, 0.0), (high, 1.0):
            if bound is not None:
                held = array.ravel() == bound
                limit = float(drawing.below(np.array(bound)))
                p = np.where(held, side + (limit - side) * rng.random(p.size), p)
        undone.append(drawing.quantile(p))
    where = " or ".join(
        f"{word} {bound:.6g}"
        for word, bound in (("below", low), ("above", high))
        if bound is not None
    )
    return (
        f"What of {drawing.name} would be {where} is put there; apart from that its law is right.",
        undone,
    )


def _cut(drawing: Drawing, arrays: Arrays) -> Undone:
    """Tell a size that is never exceeded: the law is right, but cut off."""
    bound = float(f"{np.ceil(np.abs(_all(arrays)).max() * 100 - 1e-3) / 100:g}")
    if "normal" not in drawing.law or bound > 4.5:
        return None
    left = float(special.ndtr(-bound))
    undone = [special.ndtri((special.ndtr(array) - left) / (1 - 2 * left)) for array in arrays]
    # what is folded back differs from what is drawn anew by less than so many draws may show
    told = f"No value of {drawing.name} is larger than {bound:g} in size; "
    return told + "otherwise it is near its law.", undone


def _law(told: str, below: Callable[[Array], Array]) -> Pattern:
    """Return the pattern of a law by the probability of less."""

    def pattern(drawing: Drawing, arrays: Arrays) -> Undone:
        undone = [drawing.quantile(below(array)) for array in arrays]
        if not all(np.isfinite(part).all() for part in undone):
            return None
        return told.format(drawing.name), undone

    return pattern


def _laplace(scale: float) -> Callable[[Array], Array]:
    return lambda x: np.where(
        x < 0, np.exp(np.minimum(x, 0) / scale) / 2, 1 - np.exp(-np.maximum(x, 0) / scale) / 2
    )


def _three_uniforms(x: Array) -> Array:
    """The law of a sum of three uniform values, moved and scaled to variance 1."""
    y = np.clip(x / 2 + 1.5, 0, 3)
    parts = [(-1) ** k * special.comb(3, k) * np.maximum(y - k, 0) ** 3 for k in range(4)]
    return np.asarray(np.clip(sum(parts) / 6, 0, 1))


LAWS: Sequence[Pattern] = (
    _moved,
    _scaled,
    _between,
    _clamped,
    _cut,
    _law("{} is the square of a uniform value.", lambda t: np.sqrt(np.maximum(t, 0))),
    _law("{} is the square root of a uniform value, or the larger one of two.", lambda t: t**2),
    _law("{} is the smaller one of two uniform values.", lambda t: 1 - (1 - t) ** 2),
    _law("{} is the cube of a uniform value.", np.cbrt),
    _law(
        "{} is the mean of two uniform values.",
        lambda t: np.where(t < 0.5, 2 * t**2, 1 - 2 * (1 - t) ** 2),
    ),
    _law("{} is the sigmoid of a normal value.", lambda t: special.ndtr(special.logit(t))),
    _law(
        "{} is (1 - cos(pi u))/2 of a uniform u.",
        lambda t: np.arccos(np.clip(1 - 2 * t, -1, 1)) / np.pi,
    ),
    _law("{} is sin(pi u/2) of a uniform u.", lambda t: 2 * np.arcsin(np.clip(t, 0, 1)) / np.pi),
    _law(
        "{} is 1 - cos(pi u/2) of a uniform u.",
        lambda t: 2 * np.arccos(np.clip(1 - t, -1, 1)) / np.pi,
    ),
    _law("{} has Laplace's law, of standard deviation 1.", _laplace(2**-0.5)),
    _law("{} has Laplace's law, of scale 1.", _laplace(1.0)),
    _law("{} is uniform, of standard deviation 1.", lambda x: x / 12**0.5 + 0.5),
    _law(
        "{} is the sum of three uniform values, with its mean and variance right.", _three_uniforms
    ),
    _law("{} has Student's law, of 3 degrees.", lambda x: special.stdtr(3, x)),
    _law("{} has Student's law, of 5 degrees.", lambda x: special.stdtr(5, x)),
    _law("{} has the logistic law.", special.expit),
    _law("{} is the size of a normal value.", lambda x: 2 * special.ndtr(x) - 1),
)
