"""Checks that are declared: a law and its comparison from one formula, and refusals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from grader.authoring import (
    Array,
    Assignment,
    AuthoringError,
    Failure,
    RecordedCall,
    Student,
    WrongValue,
)
from grader.authoring.declared import by_case
from grader.authoring.naming import bound, broadcast
from grader.host.proxy import StudentError
from grader.host.values import PreparedCall
from grader.limits import MAX_KEPT_CASES
from grader.model import Check, Exercise, Kind
from grader.wire.messages import Raised

F32 = np.float32


def over(value: Array, like: Array) -> Array:
    return value.reshape(value.shape + (1,) * (like.ndim - value.ndim))


@dataclass(frozen=True)
class Case:
    """A state, a weight a sample, and what they make: infinite where the weight is 0."""

    x: Array
    w: Array


CASE = Case(np.array([[1, 2], [3, 4]], F32), np.array([0.5, 0.25], F32))
AT_ZERO = Case(np.ones((2, 2), F32), np.array([0, 1], F32))
GIVEN = st.just((CASE, AT_ZERO))


def drafted(**declared: Any) -> Exercise:
    """An exercise divide(x, w), which is x / w, and refuses a negative w."""
    assignment = Assignment("Title", "module", broadcast={"w": over})
    divide = assignment.exercise("divide(x, w)", hint="")

    @divide.gives("the quotient", GIVEN, score=2, rounded=lambda x, w: (x / w,), **declared)
    def divides(x: Array, w: Array) -> Array:
        """divide divides x by w"""
        assert x.dtype == w.dtype == np.float64
        return np.asarray(x / w)

    divide.refuses(
        "refuses_negative_weights",
        lambda case: f"a weight is {case.w.min():g}",
        st.just((Case(CASE.x, -CASE.w),)),
        score=1,
        claim="divide raises ValueError if a weight is negative",
        requires=[divides],
    )
    return divide.finished()


def check(name: str, **declared: Any) -> Check:
    return next(check for check in drafted(**declared).checks if check.id == f"divide.{name}")


def student(function: Callable[..., Any]) -> Student:
    """Return a student whose every function is this one, in numpy; it may raise."""

    def resolve(call: PreparedCall) -> RecordedCall:
        try:
            return RecordedCall(call, function(*call.arguments), None, ())
        except ArithmeticError as error:
            kind = str(error)
            return RecordedCall(call, None, Raised((kind, "Exception"), "", ()), ())

    return Student([], 1, ["divide", "f"], resolve)


def right(x: Array, w: Array) -> Array:
    with np.errstate(divide="ignore"):
        return np.asarray(x / w[:, None], F32)


def refusing(kind: str) -> Callable[..., Any]:
    def function(*_: Any) -> Any:
        raise ArithmeticError(kind)

    return function


def test_one_declaration_makes_a_law_and_a_comparison_that_comes_last() -> None:
    checks = drafted().checks
    assert [(found.id, found.kind, found.points) for found in checks] == [
        ("divide.divides", Kind.PROPERTY, 2),
        ("divide.refuses_negative_weights", Kind.PROTOCOL, 1),
        ("divide.agrees_with_the_solution", Kind.REFERENCE, 0),
    ]
    assert checks[1].requires == ("divide.divides",)
    assert checks[2].claim == "divide agrees with the course's solution"


@pytest.mark.parametrize("case", [CASE, AT_ZERO])
def test_the_truth_passes_where_it_is_infinite_too(case: Case) -> None:
    check("divides").body(student(right), case)
    check("agrees_with_the_solution").body(student(right), student(right), case)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda x, w: right(x, w) * F32(1 + 1e-5),
        lambda x, w: np.nan_to_num(right(x, w), posinf=3e38),
        lambda x, w: right(x, w).astype(np.float64),
        lambda x, w: right(x, w)[:1],
    ],
    ids=["off by 1e-5", "finite where infinite", "float64", "one sample"],
)
def test_another_answer_fails_both(wrong: Callable[..., Any]) -> None:
    for arguments in ((student(wrong),), (student(wrong), student(right))):
        name = "divides" if len(arguments) == 1 else "agrees_with_the_solution"
        with pytest.raises(Failure, match="the quotient"):
            check(name).body(*arguments, AT_ZERO)


def test_one_rounding_passes() -> None:
    near = student(lambda x, w: np.nextafter(right(x, w), F32(9), dtype=F32))
    check("divides").body(near, CASE)


def test_wrong_numbers_are_told_apart_from_wrong_kinds() -> None:
    with pytest.raises(WrongValue):
        check("divides").body(student(lambda x, w: right(x, w) + 1), CASE)


def test_a_refusal_wants_its_error() -> None:
    body = check("refuses_negative_weights").body
    case = Case(CASE.x, -CASE.w)
    body(student(refusing("ValueError")), case)
    with pytest.raises(Failure, match=r"nothing was raised where a weight is -0\.5"):
        body(student(right), case)
    with pytest.raises(Failure, match=r"KeyError was raised where a weight is -0\.5"):
        body(student(refusing("KeyError")), case)


def test_an_error_where_an_answer_is_wanted_is_the_students() -> None:
    with pytest.raises(StudentError):
        check("divides").body(student(refusing("ValueError")), CASE)


def test_two_laws_of_one_exercise_have_a_comparison_each() -> None:
    exercise = Assignment("Title", "module").exercise("f(x)", hint="")
    for name in ("first", "second"):

        def law(x: Array) -> Array:
            return x

        law.__name__, law.__doc__ = name, name
        exercise.gives("it", GIVEN, score=1, rounded=lambda x: (x,))(law)
    names = [check.id.partition(".")[2] for check in exercise.finished().checks]
    assert names == ["first", "second", "agrees_with_the_solution", "agrees_with_the_solution_2"]


def test_values_are_bound_by_name_and_broadcast_to_the_most_axes() -> None:
    shapes = bound(lambda w, x: (w.shape, x.shape), CASE, {"w": over})
    assert shapes == ((2, 1), (2, 2))
    assert bound(lambda w: w.shape, CASE, {"w": over}) == (2,)


def test_a_default_is_a_constant_and_other_values_are_left_alone() -> None:
    assert bound(lambda x, factor=3: factor, CASE, {}) == 3
    function = broadcast(lambda x, w: w, {"w": over})
    assert function(CASE.x, "word") == "word"


def test_a_truth_is_computed_once_for_a_case_and_never_taken_for_another_one() -> None:
    seen: list[Case] = []

    @by_case
    def kept(case: Case) -> float:
        seen.append(case)
        return float(case.w.sum())

    twin = Case(CASE.x, CASE.w + 1)
    assert [kept(CASE), kept(twin), kept(CASE), kept(twin)] == [0.75, 2.75, 0.75, 2.75]
    assert len(seen) == 2
    assert seen[0] is CASE
    assert seen[1] is twin


def test_only_so_many_truths_are_kept() -> None:
    kept = by_case(lambda case: case.w.sum())
    cases = [Case(CASE.x, np.full(1, number, F32)) for number in range(MAX_KEPT_CASES + 5)]
    assert [kept(case) for case in cases] == [kept(case) for case in cases] == [*range(len(cases))]


def _refusing_small_weights(x: Array, w: Array) -> Array:
    if (w < 0.5).any():
        raise ArithmeticError("ValueError")
    return np.asarray(x / over(w, x))


def test_a_case_that_may_be_refused_is_refused_or_answered_rightly() -> None:
    body = check("divides", may_refuse=lambda case: bool((case.w < 0.5).any())).body
    body(student(_refusing_small_weights), CASE)
    body(student(lambda x, w: np.asarray(x / over(w, x))), CASE)
    with pytest.raises(WrongValue):
        body(student(lambda x, w: np.asarray(x / over(np.maximum(w, F32(0.3)), x))), CASE)
    with pytest.raises(StudentError):
        check("divides").body(student(_refusing_small_weights), CASE)


def test_a_case_that_may_be_refused_is_not_compared_with_the_solution() -> None:
    body = check("agrees_with_the_solution", may_refuse=lambda case: case is CASE).body
    wrong, right = student(lambda x, w: x), student(lambda x, w: np.asarray(x / over(w, x)))
    body(wrong, right, CASE)
    with pytest.raises(Failure), np.errstate(all="ignore"):
        body(wrong, right, AT_ZERO)


def test_a_slope_allows_one_rounding_of_what_it_is_taken_by() -> None:
    slightly = F32(1) + F32(2.0**-18)
    answer = student(lambda x, w: np.asarray(x / over(w, x) * slightly))
    with pytest.raises(WrongValue):
        check("divides").body(answer, CASE)
    check("divides", slope=lambda x, w: 100 * x / w).body(answer, CASE)


@pytest.mark.parametrize("score", [-1, "1", float("nan"), float("inf"), None, True])
def test_a_score_is_a_number_of_points(score: Any) -> None:
    exercise = Assignment("Title", "module").exercise("f(x)", hint="")
    with pytest.raises(AuthoringError, match="is no number of points"):
        exercise.refuses("refuses", "never", GIVEN, score=score, claim="f refuses")


def test_what_is_given_is_examples_and_no_function_that_makes_them() -> None:
    exercise = Assignment("Title", "module").exercise("f(x)", hint="")
    with pytest.raises(AuthoringError, match="is given a function, where examples are expected"):
        exercise.refuses("refuses", "never", lambda: GIVEN, score=1, claim="f refuses")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("formula", "rounded", "told"),
    [
        (lambda x: None, lambda x: (x,), "returns nothing"),
        (lambda x: x, lambda x: x, "gives a tuple of terms"),
    ],
)
def test_a_slip_in_a_declaration_is_told(
    formula: Callable[..., Any], rounded: Callable[..., Any], told: str
) -> None:
    exercise = Assignment("Title", "module").exercise("f(x)", hint="")
    formula.__doc__ = "f is itself"
    exercise.gives("it", GIVEN, score=1, rounded=rounded)(formula)
    with pytest.raises(AuthoringError, match=told):
        exercise.finished().checks[0].body(student(lambda x: x), CASE)
