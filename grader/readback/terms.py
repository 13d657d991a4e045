"""What coefficients are made of: products of powers of a course's factors, and their words."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from grader.authoring.vocabulary import Vocabulary
from grader.host.values import Array

_CONSTANTS = (1.0, 2.0, 0.5)
_POWERS = (0.0, 1.0, -1.0, 2.0, 0.5, -2.0, -0.5)
#: where there are more than two factors, or a sum of two terms
_WHOLE_POWERS = (0.0, 1.0, -1.0, 2.0)

_LEAST_POWERS = (0.0, 1.0, -1.0)
_ONE = (1.0,)

#: the numbers of a call that coefficients depend on, by name
Variables = Mapping[str, Array]


#: so much more of a variable shows how much of a factor it makes
_NUDGE = 2.0**-20

#: two terms cancel where no more of them is left than this part
_CANCELLED = 2.0**-8

#: powers of factors by name, or of one of the named functions
Powers = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Term:
    """A constant times powers of factors by name, or times one of the named functions."""

    constant: float
    powers: Powers

    @property
    def cost(self) -> float:
        plain = 0.0 if abs(self.constant) == 1 else 1.0
        return plain + sum(1 + abs(power - 1) for _, power in self.powers)

    def value(self, vocabulary: Vocabulary, variables: Variables) -> Array:
        """Return the term at these variables."""
        product: Array = np.asarray(self.constant)
        for name, power in self.powers:
            base = _base(vocabulary, name, variables)
            product = product * (base if power == 1 else base**power)
        return product

    def magnitude(self, vocabulary: Vocabulary, variables: Variables) -> Array:
        """Return the largest that is added up for the term, as it may have been multiplied out.

        Then 1 - t, which is made of two parts that cancel, is as inexact as these are large.
        """
        largest: Array = np.asarray(abs(self.constant))
        more = {name: value * (1 + _NUDGE) for name, value in variables.items()}
        for name, power in self.powers:
            base = _base(vocabulary, name, variables)
            size = np.abs(base)
            if power > 0:
                size = np.maximum(size, np.abs(_base(vocabulary, name, more) - base) / _NUDGE)
            largest = largest * size**power
        return largest

    def without(self, factor: Powers) -> Term:
        """Return the term divided by these powers, which it has among its own."""
        return Term(self.constant, tuple(power for power in self.powers if power not in factor))

    @property
    def numerator(self) -> str:
        """What is told above the line, without the sign; "" for 1."""
        size = abs(self.constant)
        parts = [] if size == 1 or _is_part(size) else [f"{size:g}"]
        parts += [power_of(name, power) for name, power in self.powers if power > 0]
        return " ".join(parts)

    @property
    def denominator(self) -> str:
        """What is told below it, "" for 1."""
        size = abs(self.constant)
        parts = [f"{1 / size:g}"] if _is_part(size) else []
        parts += [power_of(name, -power) for name, power in self.powers if power < 0]
        return " ".join(parts)


def common(terms: Sequence[Term]) -> Powers:
    """Return the powers above the line that all of these terms have."""
    first, *others = terms
    return tuple(
        pair for pair in first.powers if pair[1] > 0 and all(pair in term.powers for term in others)
    )


def _is_part(size: float) -> bool:
    """Whether it is one of a hundred equal parts or fewer, which is told below the line."""
    return 0.01 <= size < 1 and abs(1 / size - round(1 / size)) < 1e-9 / size


#: a sum of terms; none for 0
Coefficient = tuple[Term, ...]


def _base(vocabulary: Vocabulary, name: str, variables: Variables) -> Array:
    return vocabulary.function(name)(*(variables[key] for key in vocabulary.variables_of(name)))


def power_of(name: str, power: float) -> str:
    if power == 0.5:
        return f"sqrt({name})"
    is_call = name.startswith(("sqrt(", "cos(", "sin("))
    inner = f"({name})" if " " in name and not is_call else name
    return inner if power == 1 else f"{inner}^{power:g}"


class Table:
    """All terms that can be made of the variables that there are, simplest first, with values."""

    def __init__(self, vocabulary: Vocabulary, variables: Variables) -> None:
        self._vocabulary = vocabulary
        self._variables = {name: np.asarray(value) for name, value in variables.items()}
        self._factors = self._known(vocabulary.factors)
        self._functions = self._known(vocabulary.functions)

    @property
    def _is_small(self) -> bool:
        """Whether there are few factors, so that many powers and constants can be tried."""
        return len(self._factors) < 3

    def _known(self, names: Iterable[str]) -> list[str]:
        """Return those that depend on no other variable than there are."""
        own = self._variables.keys()
        return [name for name in names if own >= {*self._vocabulary.variables_of(name)}]

    def matching(self, points: Array, room: Array) -> list[Coefficient]:
        """Return the coefficients with these values at all variables, or None where there are none.

        The simplest are tried first: nothing, one term, the sum of two.
        """
        if (np.abs(points) <= room).all():
            return [()]
        terms, values = self._terms(points.size, _POWERS if self._is_small else _WHOLE_POWERS, True)
        single = _close(values, np.abs(values), points, room)
        if single.any():
            return [(terms[place],) for place in np.flatnonzero(single)]
        powers, constants = (
            (_WHOLE_POWERS, _CONSTANTS) if self._is_small else (_LEAST_POWERS, (1.0,))
        )
        terms, values = self._terms(points.size, powers, False, constants)
        left, right = np.triu_indices(len(terms), 1)
        few = _telling(points, room)
        short = values[:, few]
        near = _close_sums(short[left], short[right], points[few], room[few])
        left, right = left[near], right[near]
        sums = _close_sums(values[left], values[right], points, room)
        sums &= ~_cancel(values[left], values[right])
        return [
            (terms[first], terms[second])
            for first, second in zip(left[sums], right[sums], strict=True)
        ]

    def measured(self, points: Array, room: Array) -> Iterator[Coefficient]:
        """Yield terms times a constant that is measured; if none is, with a plain one before."""
        few = _WHOLE_POWERS if self._is_small else _LEAST_POWERS
        terms, values = self._terms(points.size, few, False, _ONE)
        own = [place for place, term in enumerate(terms) if term.constant > 0]
        known = False
        for place in own:
            for constant in _constant(points, room, values[place], 0 * points):
                known = True
                yield (Term(constant, terms[place].powers),)
        if known or not self._is_small:
            return
        plain, before = self._terms(points.size, _LEAST_POWERS, False, _ONE)
        for term, value in zip(plain, before, strict=True):
            for place in own:
                if terms[place].powers != term.powers:
                    for constant in _constant(points, room, values[place], value):
                        if not _cancel(value, constant * values[place]):
                            yield (term, Term(constant, terms[place].powers))

    def _terms(
        self,
        count: int,
        powers: Sequence[float],
        functions: bool,
        constants: Sequence[float] = _CONSTANTS,
    ) -> tuple[list[Term], Array]:
        products: list[tuple[Powers, Array]] = []
        table = {
            (name, power): _base(self._vocabulary, name, self._variables) ** power
            for name in self._factors
            for power in powers
        }
        for chosen in itertools.product(powers, repeat=len(self._factors)):
            parts = tuple(zip(self._factors, chosen, strict=True))
            value = np.ones(count)
            for part in parts:
                if part[1]:
                    value = value * table[part]
            products.append((tuple(part for part in parts if part[1]), value))
        if functions:
            products += [
                (((name, 1.0),), _base(self._vocabulary, name, self._variables) * np.ones(count))
                for name in self._functions
            ]
        signed = [sign * constant for constant in constants for sign in (1, -1)]
        terms = [Term(constant, parts) for parts, _ in products for constant in signed]
        values = np.array([constant * value for _, value in products for constant in signed])
        order = sorted(range(len(terms)), key=lambda place: terms[place].cost)
        return [terms[place] for place in order], values[order]


def _constant(points: Array, room: Array, values: Array, before: Array) -> Iterator[float]:
    """Yield the roundest constant with which these values are what `before` leaves of points."""
    left = points - before
    usable = np.isfinite(values) & np.isfinite(before) & (values != 0)
    if not usable.any():
        return
    doubt = room + 2.0**-18 * (np.abs(points) + np.abs(before)) + 2.0**-22
    best = np.argmin(np.where(usable, doubt / np.where(usable, np.abs(values), 1), np.inf))
    measured = float(left[best] / values[best])
    if not np.isfinite(measured) or not 1e-9 < abs(measured) < 1e9:
        return
    rounds = [float(f"{measured:.{digits}g}") for digits in (1, 2, 3)]
    rounds.append(1 / (round(1 / measured) or 1))
    rounds += [float(f"{measured:.{digits}g}") for digits in (4, 5, 6)]
    for constant in rounds:
        if _close_sums(before, constant * values, points, room):
            yield constant
            return


def _cancel(left: Array, right: Array) -> Array:
    """Return which rows cancel at all points: their rounding would explain anything."""
    with np.errstate(invalid="ignore"):
        small = np.abs(left + right) <= _CANCELLED * (np.abs(left) + np.abs(right))
    return np.asarray((small | ~np.isfinite(left + right)).all(axis=-1))


def _telling(points: Array, room: Array) -> Array:
    """Return the places of a few points that are known best."""
    relative = room / (np.abs(points) + 1e-30)
    return np.argsort(relative)[:6]


def _close(values: Array, magnitudes: Array, points: Array, room: Array) -> Array:
    """Return which rows are these points; where a row is not finite, nothing is known.

    What is added up may have been rounded, and t as well.
    """
    allowed = room + 2.0**-18 * magnitudes + 2.0**-22
    with np.errstate(invalid="ignore"):
        near = np.abs(values - points) <= allowed
    return np.asarray((near | ~np.isfinite(values)).all(axis=-1))


def _close_sums(left: Array, right: Array, points: Array, room: Array) -> Array:
    return _close(left + right, np.abs(left) + np.abs(right), points, room)
