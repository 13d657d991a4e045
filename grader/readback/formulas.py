"""Reads a formula back: each answer as a sum of what was given, with coefficients of the time.

What the coefficients are in each sample is solved for; which functions of time these are is looked
up in a table, for each by itself.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from grader.authoring.rounding import UNIT_ROUNDOFF
from grader.authoring.vocabulary import Vocabulary
from grader.host.values import Array
from grader.limits import MAX_TRIED_FORMULAS
from grader.readback.evidence import Seen
from grader.readback.ideas import ASKED, Predicted, rounded
from grader.readback.solving import solve
from grader.readback.terms import Coefficient, Powers, Table, Term, common, power_of

#: so many samples must tell a coefficient
_LEAST_SAMPLES = 6


@dataclass(frozen=True)
class Formula:
    """A sum of states, each times a coefficient; the state "" is the number 1."""

    vocabulary: Vocabulary
    coefficients: tuple[tuple[str, Coefficient], ...]

    @property
    def sentence(self) -> str:
        return f"{ASKED} your answers are those of {self.told}."

    @property
    def told(self) -> str:
        """The formula as a person writes it, a common factor and a common denominator once."""
        terms = [(term, name) for name, coefficient in self.coefficients for term in coefficient]
        terms.sort(key=lambda pair: pair[0].constant < 0)  # a sum does not begin with a minus
        if not terms:
            return "0"
        factor = common([term for term, _ in terms]) if len(terms) > 1 else ()
        terms = [(term.without(factor), name) for term, name in terms]
        below = {term.denominator for term, _ in terms}
        if len(terms) > 1 and len(below) == 1 and below != {""}:
            upper = f"({_sum([(term, name, '') for term, name in terms])})"
            return f"{_times(factor)}{upper} / {_grouped(below.pop())}"
        text = _sum([(term, name, term.denominator) for term, name in terms])
        if factor:
            return f"{_times(factor)}({text})"
        return text[1:-1] if text[0] == "(" and text.find(")") == len(text) - 1 else text

    def of(self, state: str) -> Formula:
        """Return the part of it that has this state."""
        return self._part(lambda name: name == state)

    def without(self, state: str) -> Formula:
        """Return the part of it that has not."""
        return self._part(lambda name: name != state)

    def _part(self, wanted: Callable[[str], bool]) -> Formula:
        return replace(
            self, coefficients=tuple(pair for pair in self.coefficients if wanted(pair[0]))
        )

    def depends_on(self, variable: str) -> bool:
        """Whether a coefficient does."""
        return any(
            variable in self.vocabulary.variables_of(name)
            for _, coefficient in self.coefficients
            for term in coefficient
            for name, _ in term.powers
        )

    def predict(self, seen: Seen) -> Predicted | None:
        return self.at(seen, seen.arrays, _time(self.vocabulary, seen))

    def at(self, seen: Seen, arrays: Mapping[str, Array], time: Array | None) -> Predicted | None:
        """Return what it answers to other arrays, and a time with the axes that it is to have.

        None where their shapes do not fit.
        """
        if any(name and name not in arrays for name, _ in self.coefficients):
            return None  # of what a model answered, where it was not asked
        like = seen.like
        own = _numbers(seen)
        if time is not None:
            own[self.vocabulary.time] = time
        later = dict(own)
        if time is not None:
            later[self.vocabulary.time] = time + UNIT_ROUNDOFF
        try:
            value, magnitude, moved = np.zeros(()), np.zeros(()), np.zeros(())
            for name, coefficient in self.coefficients:
                state = arrays[name] if name else np.ones(())
                for term in coefficient:
                    now = term.value(self.vocabulary, own)
                    step = np.abs((term.value(self.vocabulary, later) - now) * state)
                    value = value + now * state
                    magnitude = magnitude + term.magnitude(self.vocabulary, own) * np.abs(state)
                    moved = moved + np.nan_to_num(step, posinf=0.0)
            shape = (
                np.broadcast_shapes(
                    value.shape, *(arrays[name].shape for name, _ in self.coefficients if name)
                )
                or like.shape
            )
            value, magnitude, moved = (
                np.broadcast_to(part, shape) for part in (value, magnitude, moved)
            )
        except ValueError:
            return None
        return Predicted(value, rounded(magnitude, moved))

    def weaker(self) -> Iterable[Formula]:
        """Return it without each of its terms, and with each constant doubled."""
        for place, (name, coefficient) in enumerate(self.coefficients):
            for number, term in enumerate(coefficient):
                left = coefficient[:number] + coefficient[number + 1 :]
                double = Term(2 * term.constant, term.powers)
                for other in (left, (*left, double)):
                    changed = list(self.coefficients)
                    changed[place] = (name, other)
                    yield Formula(self.vocabulary, tuple(changed))


def _times(factor: Powers) -> str:
    """Return a factor as it stands before a bracket; "" where there is none."""
    return "".join(f"{power_of(name, power)} " for name, power in factor)


def _sum(parts: Sequence[tuple[Term, str, str]]) -> str:
    text = ""
    for term, name, below in parts:
        upper = " ".join(part for part in (term.numerator, name) if part) or "1"
        told = f"{upper} / {_grouped(below)}" if below else upper
        if text:
            text += f" - {told}" if term.constant < 0 else f" + {told}"
        else:
            text = f"-{told}" if term.constant < 0 else told
    return text


def _grouped(below: str) -> str:
    """Put what is below a line in brackets, where it is more than one thing."""
    bracketed = below.startswith(("(", "sqrt(")) and below.count("(") == 1 and below[-1] == ")"
    return below if " " not in below or bracketed else f"({below})"


def _numbers(seen: Seen) -> dict[str, Array]:
    """Return the numbers of a call that coefficients may depend on."""
    given = seen.given.items()
    return {name: np.asarray(value) for name, value in given if isinstance(value, float)}


def _time(vocabulary: Vocabulary, seen: Seen) -> Array | None:
    """Return the time with the axes of a state, or None where there is none."""
    time = seen.arrays.get(vocabulary.time)
    return None if time is None else vocabulary.reshape(time, seen.like)


def read(
    vocabulary: Vocabulary,
    cases: Sequence[Seen],
    value: Callable[[Seen], Array | None],
    by_measure: bool = False,
) -> list[Formula]:
    """Return the formulas that may be what `value` is in these cases, simplest first.

    With `by_measure`, constants are measured where no known one does.
    """
    used = [seen for seen in cases if not seen.refused]
    if not used or (vocabulary.time not in used[0].given and not used[0].arrays):
        return []
    states = [name for name, array in used[0].arrays.items() if name != vocabulary.time]
    if any(state not in seen.arrays for seen in used for state in states):
        return []
    with np.errstate(all="ignore"):
        solved = solve(vocabulary, used, states, value)
        if solved is None:
            return []
        table_of = Table(vocabulary, solved.variables)
        choices = []
        for place in range(len(states) + 1):
            known = solved.room[:, place] < 1e-2 * (np.abs(solved.points[:, place]) + 1e-2)
            if known.sum() < _LEAST_SAMPLES and states:
                return []
            found = table_of.matching(solved.points[:, place], solved.room[:, place])
            if not found and by_measure:
                found = list(table_of.measured(solved.points[:, place], solved.room[:, place]))
            if not found:
                return []
            choices.append(found[:MAX_TRIED_FORMULAS])
    names = (*states, "")
    return [
        Formula(vocabulary, tuple(zip(names, chosen, strict=True)))
        for chosen in itertools.islice(itertools.product(*choices), MAX_TRIED_FORMULAS)
    ]
