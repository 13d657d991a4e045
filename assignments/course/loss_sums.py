"""Losses whose target, or whose point, is another sum of data and noise than it should be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from assignments.course.loss_ideas import NEAR, size_of
from assignments.course.loss_noises import own_noise
from assignments.course.losses import Seen
from grader.authoring import Array

_Of = Callable[[Array], Array | float]
#: what an array may be multiplied by, {} for its name
_TIMES: dict[str, _Of] = {
    "{}": lambda t: 1.0,
    "2 {}": lambda t: 2.0,
    "{} / 2": lambda t: 0.5,
    "t {}": lambda t: t,
    "(1 - t) {}": lambda t: 1 - t,
    "2 t {}": lambda t: 2 * t,
    "2 (1 - t) {}": lambda t: 2 * (1 - t),
    "t^2 {}": lambda t: t**2,
    "(1 - t)^2 {}": lambda t: (1 - t) ** 2,
    "(1 - t^2) {}": lambda t: 1 - t**2,
    "t (1 - t) {}": lambda t: t * (1 - t),
    "sqrt(t) {}": np.sqrt,
    "sqrt(1 - t) {}": lambda t: np.sqrt(1 - t),
    "(1 - sqrt(t)) {}": lambda t: 1 - np.sqrt(t),
    "(1 - sqrt(1 - t)) {}": lambda t: 1 - np.sqrt(1 - t),
    "{} / t": lambda t: 1 / t,
    "{} / (1 - t)": lambda t: 1 / (1 - t),
    "{} / sqrt(t)": lambda t: 1 / np.sqrt(t),
    "{} / sqrt(1 - t)": lambda t: 1 / np.sqrt(1 - t),
    "(1 + t) {}": lambda t: 1 + t,
    "(2 - t) {}": lambda t: 2 - t,
    "(1 - 2 t) {}": lambda t: 1 - 2 * t,
    "sin(pi t / 2) {}": lambda t: np.sin(np.pi / 2 * t),
    "cos(pi t / 2) {}": lambda t: np.cos(np.pi / 2 * t),
    "cos(pi t / 2)^2 {}": lambda t: np.cos(np.pi / 2 * t) ** 2,
    "sin(pi t / 2)^2 {}": lambda t: np.sin(np.pi / 2 * t) ** 2,
}
#: so many entries of the first call refute most sums
_FEW = 48


@dataclass(frozen=True)
class _Term:
    """One term of a sum: its words, its sign, and what it is multiplied by."""

    words: str
    sign: int
    of: _Of

    def times(self, t: Array) -> Array:
        return np.broadcast_to(self.sign * self.of(t), t.shape)


_NOTHING = _Term("", 1, lambda t: 0.0)


def _terms(*signs: int) -> list[_Term]:
    return [_NOTHING, *(_Term(words, sign, of) for words, of in _TIMES.items() for sign in signs)]


@dataclass(frozen=True)
class _Whole:
    """What is to be a sum of x1 and eps, and both as they stand in it, entry by entry.

    They may be multiplied by something, as by 1 - t, so that they are exact. `size` is that of what
    is added up, `t` the time of each entry.
    """

    whole: Array
    data: Array
    noise: Array
    size: Array
    t: Array

    @classmethod
    def of(cls, drawn: Seen, whole: Array, data: Array, noise: Array) -> _Whole:
        size = size_of(drawn)
        arrays = (whole, data, noise, size, np.broadcast_to(drawn.time, size.shape))
        return cls(*(array.ravel() for array in arrays))

    def first(self, count: int) -> _Whole:
        arrays = (self.whole, self.data, self.noise, self.size, self.t)
        return _Whole(*(array[:count] for array in arrays))

    def made_of(self, ours: Array, theirs: Array) -> Array:
        """Return of which factors of both, `(..., entries)`, the whole is a sum."""
        off = np.abs(self.whole - ours * self.data - theirs * self.noise)
        return np.asarray(
            (off <= NEAR * (1 + np.abs(ours) + np.abs(theirs)) * self.size).all(axis=-1)
        )


def _sums(wholes: Sequence[_Whole], terms: Sequence[_Term]) -> Iterator[str]:
    """Return what all of these are, as `x1 - t eps`."""
    few = wholes[0].first(_FEW)
    factors = np.stack([term.times(few.t) for term in terms])
    for i, j in np.argwhere(few.made_of(factors[:, None], factors[None])).tolist():
        ours, theirs = terms[i], terms[j]
        if all(whole.made_of(ours.times(whole.t), theirs.times(whole.t)) for whole in wholes):
            yield _told(ours, theirs)


def _told(ours: _Term, theirs: _Term) -> str:
    """Return a sum of x1 and eps in words: what is added comes first."""
    told = ""
    named = sorted(((ours, "x1"), (theirs, "eps")), key=lambda pair: -pair[0].sign)
    for term, name in named:
        if term.words:
            part = term.words.format(name)
            plus, minus = (" + ", " - ") if told else ("", "-")
            told += (plus if term.sign > 0 else minus) + part
    return told or "0"


def targets(calls: Sequence[Seen], by_eps: bool) -> Iterator[str]:
    """Say what the answer is compared with, where the model is asked at the right point."""
    wholes = []
    for drawn in calls:
        left = 1 - drawn.time
        noise = drawn.x - drawn.time * drawn.x1
        wholes.append(_Whole.of(drawn, left * drawn.target, left * drawn.x1, noise))
    model = "eps_theta" if by_eps else "u_theta"
    for told in _sums(wholes, _terms(1, -1)):
        if told != ("eps" if by_eps else "x1 - eps"):
            yield f"Your loss compares the answer of {model} with {told}."


def points(calls: Sequence[Seen], by_eps: bool) -> Iterator[str]:
    """Say where the model is asked, where its answer is compared with the right target."""
    wholes = [_Whole.of(drawn, drawn.x, drawn.x1, own_noise(drawn, by_eps)) for drawn in calls]
    for told in _sums(wholes, _terms(1, -1)):
        if told != "t x1 + (1 - t) eps":
            yield (
                f"Your model is asked at {told}, where t is the time that it is given. The target "
                "is right."
            )
