"""Bodies of checks that need no code of their own: a formula of the drawn case, or a refusal.

A function that is given for such a check names the fields of the case that it needs; arrays come to
it in float64, with the axes that the assignment says. The exercise's arguments are the fields of
the case that its parameters name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from grader.authoring.advice import RETURNED_ERROR
from grader.authoring.expectations import accepted_error, expect_close, expect_error
from grader.authoring.naming import Broadcast, bound
from grader.authoring.rounding import rounding
from grader.errors import AuthoringError
from grader.host.proxy import Failure, Student
from grader.host.values import Array, Unsendable
from grader.limits import MAX_KEPT_CASES

#: the terms that a right solution adds up, by fields of the case: what rounding may move
Rounded = Callable[..., Sequence[ArrayLike]]
#: the derivative of the answer by what may be rounded once itself, by fields of the case
Slope = Callable[..., ArrayLike]
#: whether `ValueError` is as right as the answer, for a case
MayRefuse = Callable[[Any], bool]
#: how far an answer may lie from the solution's: (case, the solution's answer) -> float64
Allowed = Callable[[Any, Any], Array]
_Value = TypeVar("_Value")


def arguments(parameters: Sequence[str], case: Any) -> list[Any]:
    """Return the fields of a case that the parameters name."""
    return [getattr(case, name) for name in parameters]


def gives(
    exercise: str,
    parameters: Sequence[str],
    formula: Callable[..., Any],
    allowed: Allowed,
    what: str,
    by: Broadcast,
    may_refuse: MayRefuse | None = None,
) -> Callable[[Student, Any], None]:
    """Return the body: the answer is `formula` of the case, as far as `allowed` says."""

    @by_case
    def expected(case: Any) -> tuple[Array, Array]:
        with np.errstate(all="ignore"):
            value = bound(formula, case, by)
        if value is None:
            raise AuthoringError(f"{formula.__name__} returns nothing, where the truth is expected")
        truth = np.asarray(value, np.float64)
        return truth, allowed(case, truth)

    def body(student: Student, case: Any) -> None:
        truth, room = expected(case)
        refusable = may_refuse is not None and may_refuse(case)
        with accepted_error("ValueError") if refusable else nullcontext():
            answer = student.call(exercise, *arguments(parameters, case)).value
            expect_close(answer, truth, room, what)

    return body


def agrees(
    exercise: str,
    parameters: Sequence[str],
    allowed: Allowed,
    what: str,
    may_refuse: MayRefuse | None = None,
) -> Callable[[Student, Student, Any], None]:
    """Return the body: the answer is the solution's, where each may be off by what is `allowed`.

    A case that the submission may refuse is not compared, since the solution may refuse it as well.
    """

    def body(student: Student, reference: Student, case: Any) -> None:
        if may_refuse is not None and may_refuse(case):
            return
        values = arguments(parameters, case)
        truth = reference.call(exercise, *values).value
        answer = student.call(exercise, *values).value
        expect_close(answer, truth, 2 * allowed(case, truth), what)

    return body


def refuses(
    exercise: str,
    parameters: Sequence[str],
    error: str,
    when: str | Callable[[Any], str],
    also: Callable[[Any], Sequence[str]],
) -> Callable[[Student, Any], None]:
    """Return the body: `error` is raised; `when` says for what, in words or of the case.

    `also` are errors that are as right for a case.
    """

    def body(student: Student, case: Any) -> None:
        told = when if isinstance(when, str) else when(case)
        with expect_error(error, told, also(case)):
            value = student.call(exercise, *arguments(parameters, case)).value
            if isinstance(value, Unsendable) and value.type_name.endswith("Error"):
                note = f"{value.type_name} was returned where {told}, and not raised"
                raise Failure(note, hint=RETURNED_ERROR)

    return body


def within(rounded: Rounded, slope: Slope | None, by: Broadcast) -> Allowed:
    """Return how far rounding may move an answer: not at all where the truth is infinite."""

    @by_case
    def room(case: Any) -> Array:
        with np.errstate(all="ignore"):
            moved = None if slope is None else bound(slope, case, by)
            terms = bound(rounded, case, by)
            if not isinstance(terms, tuple | list):  # an array would be taken for its samples
                raise AuthoringError("`rounded` gives a tuple of terms: write (x,) for one")
            return rounding(*terms, slope=moved)

    def allowed(case: Any, truth: Any) -> Array:
        return np.where(np.isfinite(truth), room(case), 0)

    return allowed


def by_case(function: Callable[[Any], _Value]) -> Callable[[Any], _Value]:
    """Return the function with its first values kept: drawn cases are the same for all submissions.

    They are told apart by identity, since a case holds arrays; so no case may be changed. Those
    that a search tries come later, and once each.
    """
    known: dict[int, tuple[Any, _Value]] = {}

    def remembering(case: Any) -> _Value:
        found = known.get(id(case))
        if found is None or found[0] is not case:
            found = case, function(case)
            if len(known) < MAX_KEPT_CASES:
                known[id(case)] = found
        return found[1]

    return remembering
