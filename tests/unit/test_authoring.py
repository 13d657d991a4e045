"""What an instructor writes becomes records, and slips are refused by name."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st

from grader.authoring.draft import Assignment, ExerciseDraft
from grader.authoring.examples import examples
from grader.errors import AuthoringError
from grader.model import Kind

GIVEN = st.tuples(st.just(1))


@pytest.fixture
def draft() -> ExerciseDraft:
    return Assignment("title", "module").exercise("f(first, second)", hint="hint")


def holds(student: Any, case: Any) -> None:
    """f holds
    for every case"""


def test_a_signature_gives_name_and_parameters(draft: ExerciseDraft) -> None:
    assert draft.id == "f"
    assert draft.parameters == ("first", "second")
    assert draft.finished().signature == "f(first, second)"


@pytest.mark.parametrize("signature", ["f()", "f(x_t, u, t)"])
def test_a_signature_is_shown_as_it_is_written(signature: str) -> None:
    assert (
        Assignment("title", "module").exercise(signature, "hint").finished().signature == signature
    )


@pytest.mark.parametrize(
    "signature",
    [
        *("f", "f(x", "f x)", "f(x, x)", "f(x=1)", "f(*x)", "f(x, *, t)", "f(x, /)", "f(x: int)"),
        *("f(1)", "f(x) -> x", "f(x): g", "f(x): pass\ndef g(x)", "", "\0"),
    ],
)
def test_what_is_no_signature_is_refused(signature: str) -> None:
    with pytest.raises(AuthoringError, match="is no signature: write it as name"):
        Assignment("title", "module").exercise(signature, "hint")


def test_two_exercises_of_one_name_are_refused() -> None:
    assignment = Assignment("title", "module")
    assignment.exercise("f(x)", "hint")
    with pytest.raises(AuthoringError, match="there are two exercises named f"):
        assignment.exercise("f(x, y)", "hint")


def test_the_docstring_is_the_claim_on_one_line(draft: ExerciseDraft) -> None:
    draft.property(GIVEN, score=2)(holds)
    check = draft.finished().checks[0]
    assert check.claim == "f holds for every case"
    assert check.id == "f.holds"
    assert check.exercise == "f"
    assert check.points == 2


def test_each_decorator_gives_its_kind(draft: ExerciseDraft) -> None:
    for name, decorator in (
        ("a", draft.property(GIVEN, 1)),
        ("b", draft.protocol(GIVEN, 1)),
        ("c", draft.distribution(GIVEN, 1)),
        ("d", draft.reference(GIVEN)),
    ):

        def body(student: Any, case: Any) -> None:
            """claim"""

        body.__name__ = name
        assert decorator(body) is body
    kinds = [check.kind for check in draft.finished().checks]
    assert kinds == [Kind.PROPERTY, Kind.PROTOCOL, Kind.DISTRIBUTION, Kind.REFERENCE]
    hidden = [check.hidden for check in draft.finished().checks]
    assert hidden == [False, False, False, True]
    assert draft.finished().checks[3].points == 0
    assert draft.finished().max_score == 3


def test_examples_bring_their_small_and_made_cases(draft: ExerciseDraft) -> None:
    given = examples(st.just(1), lambda rng: [2], [lambda rng: 3])
    draft.property(given, 1)(holds)
    check = draft.finished().checks[0]
    assert check.small is given.small
    assert check.given is given.given
    assert sorted(check.covering.cases(0)) == [2, 3]


def test_a_check_needs_a_docstring(draft: ExerciseDraft) -> None:
    def silent(student: Any, case: Any) -> None: ...

    with pytest.raises(AuthoringError, match="silent needs a docstring: it is the check's claim"):
        draft.property(GIVEN, 1)(silent)


def test_a_check_may_require_only_what_is_above_it(draft: ExerciseDraft) -> None:
    def later(student: Any, case: Any) -> None:
        """claim"""

    with pytest.raises(AuthoringError, match="later requires a check that is not above it"):
        draft.property(GIVEN, 1, requires=[holds])(later)
    draft.property(GIVEN, 1)(holds)
    draft.property(GIVEN, 1, requires=[holds])(later)
    assert draft.finished().checks[1].requires == ("f.holds",)


def test_two_checks_of_one_name_are_refused(draft: ExerciseDraft) -> None:
    draft.property(GIVEN, 1)(holds)
    with pytest.raises(AuthoringError, match="f has two checks named holds"):
        draft.property(GIVEN, 1)(holds)


def test_exercises_keep_their_order() -> None:
    assignment = Assignment("title", "module")
    for name in "cab":
        assignment.exercise(f"{name}(x)", hint="hint")
    assert [exercise.id for exercise in assignment.exercises] == ["c", "a", "b"]
