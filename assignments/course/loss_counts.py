"""What else a loss may make of the right errors of a model, by its value and its derivative."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from assignments.course.loss_ideas import due_times_left
from assignments.course.losses import Seen
from grader.authoring import Array

#: of errors: the loss, and half its derivative times the number of entries
Made = tuple[Array | float, Array]
#: what a number may be off by, in parts of what it should be
_NEAR = 2e-3
#: later than that rounding hides an error; of so many calls there are some that are earlier
_LEAST_LEFT, LEAST_CALLS = 0.02, 5


@dataclass(frozen=True)
class Counted:
    """A call of a loss, and what the model was off by, `(B, ...)`, from what it should answer."""

    drawn: Seen
    error: Array

    @property
    def pull(self) -> Array:
        assert self.drawn.pull is not None
        return self.drawn.pull

    def is_multiple(self, factor: float) -> bool:
        """Whether the loss is the mean square times a factor."""
        return self.is_made(factor * np.square(self.error).mean(), factor * self.error)

    def is_made(self, value: Array | float, pull: Array) -> bool:
        """Whether this is the loss, and what its derivative tells; of NaN nothing is known."""
        loss = self.drawn.loss
        value = float(value)
        if np.isnan(value):
            return True
        off = np.abs(self.pull - pull)
        return bool(
            abs(loss - value) <= _NEAR * abs(value) + 1e-6
            and (off <= _NEAR * np.abs(pull).max(initial=0.0) + 1e-6).all()
        )


def as_written(number: float) -> str:
    """Return a measured number as somebody may have written it, else to two digits."""
    simple = float(f"{number:.1g}")
    return f"{simple if abs(number - simple) < 0.03 * abs(number) else float(f'{number:.2g}'):g}"


def _axes(error: Array) -> tuple[int, ...]:
    """Return all axes but the first."""
    return tuple(range(1, error.ndim))


def _norms(error: Array, axes: tuple[int, ...]) -> Made:
    """Return the mean of the norms along some axes."""
    norms = np.sqrt(np.square(error).sum(axis=axes, keepdims=True))
    return norms.mean(), error / norms * (error.size / norms.size / 2)


def _root_of_samples(error: Array) -> Made:
    value, pull = _norms(error, _axes(error))
    root = np.sqrt(error.size / len(error))
    return value / root, pull / root


def _mean_first(error: Array, axes: tuple[int, ...] | None) -> Made:
    means = error.mean(axis=axes, keepdims=True)
    return np.square(means).mean(), np.broadcast_to(means, error.shape)


def _variance(error: Array, less: int = 0) -> Made:
    off = error - error.mean()
    count = error.size / np.float64(error.size - less)
    return np.square(off).mean() * count, off * count


def _deviation(error: Array) -> Made:
    """Return it of several errors: of one there is none."""
    std = error.std() or np.nan
    return std, (error - error.mean()) / std / 2


def _largest(error: Array) -> Made:
    size = np.abs(error)
    return size.max() ** 2, np.where(size == size.max(), error.size * error, 0.0)


def _of_part(part: Callable[[Array], Array]) -> Callable[[Array], Made]:
    """Return the mean square of a part of the errors, a view of them."""

    def made(error: Array) -> Made:
        pull = np.zeros(error.shape)
        chosen = part(error)
        if not chosen.size:
            return np.nan, pull
        part(pull)[...] = chosen * (error.size / chosen.size)
        return np.square(chosen).mean(), pull

    return made


def _log_cosh(error: Array) -> Made:
    """Return it where float32 has its cosh: beyond that it depends on how it is written."""
    cosh = np.cosh(error.astype(np.float32)).max()
    value = (np.logaddexp(error, -error) - np.log(2)).mean()
    return value if np.isfinite(cosh) else np.nan, np.tanh(error) / 2


def _square_of_mean(error: Array) -> Made:
    mean = np.square(error).mean()
    return mean**2, 2 * mean * error


def _logarithm(error: Array) -> Made:
    mean = np.square(error).mean()
    return np.log(mean), error / mean


#: what a loss may be, in words
_MADE: dict[str, Callable[[Array], Made]] = {
    "is the norm of all errors, the root of the sum of their squares": lambda error: _norms(
        error, tuple(range(error.ndim))
    ),
    "takes the norm of the errors of each sample, and the mean of that": lambda error: _norms(
        error, _axes(error)
    ),
    "takes the norm of the errors along the last axis, and the mean of that": lambda error: _norms(
        error, (error.ndim - 1,)
    ),
    "takes the root of the mean square of each sample, and the mean of that": _root_of_samples,
    "takes the mean of all errors first, and its square then": lambda error: _mean_first(
        error, None
    ),
    "takes the mean of the errors of each sample first, and its square then": lambda error: (
        _mean_first(error, _axes(error))
    ),
    "takes the mean of the errors over the batch first, and its square then": lambda error: (
        _mean_first(error, (0,))
    ),
    "is the variance of the errors: their mean costs nothing": _variance,
    "is the variance of the errors, divided by one less than their number": lambda error: _variance(
        error, less=1
    ),
    "is the mean of log(cosh(error))": _log_cosh,
    "is the mean of the errors, which are not squared": lambda error: (
        error.mean(),
        np.full(error.shape, 0.5),
    ),
    "is the size of the mean error: nothing is squared": lambda error: (
        np.abs(error.mean()),
        np.full(error.shape, np.sign(error.mean()) / 2),
    ),
    "is the standard deviation of the errors": _deviation,
    "is the mean of the third power of the error's size": lambda error: (
        (np.abs(error) ** 3).mean(),
        1.5 * error * np.abs(error),
    ),
    "is the mean of sqrt(1 + error^2) - 1": lambda error: (
        (np.sqrt(1 + error**2) - 1).mean(),
        error / np.sqrt(1 + error**2) / 2,
    ),
    "is the mean of log(1 + error^2)": lambda error: (
        np.log1p(error**2).mean(),
        error / (1 + error**2),
    ),
    "is the mean of the fourth power of the error": lambda error: (
        (error**4).mean(),
        2 * error**3,
    ),
    "is the square of the mean square": _square_of_mean,
    "is the largest squared error": _largest,
    "is the logarithm of the mean square": _logarithm,
    "is of the first sample of the batch alone": _of_part(lambda error: error[:1]),
    "is of the last sample of the batch alone": _of_part(lambda error: error[-1:]),
    "leaves out the first sample of the batch": _of_part(lambda error: error[1:]),
    "leaves out the last sample of the batch": _of_part(lambda error: error[:-1]),
    "is of the first entries along the last axis alone": _of_part(lambda error: error[..., :1]),
    "is of the last entries along the last axis alone": _of_part(lambda error: error[..., -1:]),
}

#: what the mean square may be multiplied by, in words
_TIMES: dict[str, Callable[[Array], float]] = {
    "is the sum of the squares, divided by one less than their number": lambda error: (
        error.size / np.float64(error.size - 1)
    ),
    "is the mean square, divided by the number of entries once more": lambda error: 1 / error.size,
    "is the mean square, divided by the size of the batch": lambda error: 1 / len(error),
    "is the mean square, divided by the size of the last axis": lambda error: 1 / error.shape[-1],
    "is half the sum of all squares": lambda error: error.size / 2,
    "is half the sum over a sample, and the mean of that": lambda error: (
        error.size / 2 / len(error)
    ),
}


def counted(calls: Sequence[Seen], by_eps: bool) -> list[Counted]:
    """Return the calls in which errors are known well, none where there are few."""
    found = []
    for drawn in calls:
        left = 1 - drawn.time
        if left.min(initial=1.0) >= _LEAST_LEFT and np.isfinite(drawn.told).all():
            found.append(Counted(drawn, drawn.told - due_times_left(drawn, by_eps) / left))
    return found if len(found) >= LEAST_CALLS else []


def kinds_of_loss(calls: Sequence[Counted]) -> Iterator[str]:
    """Return what the losses of these calls may be, each in a sentence."""
    for told, made in _MADE.items():
        if all(call.is_made(*made(call.error)) for call in calls):
            yield f"Your loss {told}. The mean of all squared errors is expected."
    for told, times in _TIMES.items():
        if all(call.is_multiple(times(call.error)) for call in calls):
            yield f"Your loss {told}. The mean square is expected."
