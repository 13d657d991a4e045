"""What makes an audit fail."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.audit.findings.diagnosed import Diagnosed
from grader.audit.findings.judgement import (
    corpus_problems,
    diagnosis_problems,
    grading_problems,
    proof_problems,
    rate_problems,
    stub_problems,
    tolerance_problems,
)
from grader.audit.records import CheckOutcome, Family, Graded, Proof, Rate
from grader.results import Verdict
from tests.audit.made_up import B, F, P, assignment, graded

PUBLIC = {"move.first", "move.second"}


def kinds(*results: Graded) -> list[str]:
    return [problem.kind for problem in grading_problems(results, PUBLIC)]


@pytest.mark.parametrize(
    ("result", "kind"),
    [
        (graded("killed", (F, B, F)), None),
        (graded("survives", (P, P, P)), "survivor"),
        (graded("survives_at_one_seed", (F, B, F), (P, P, P)), "survivor"),
        (graded("hidden_only", (P, P, F)), "seen by a hidden check only"),
        (graded("right", (P, P, P), family=Family.EQUIVALENT), None),
        (graded("rejected", (P, P, P), (P, F, P), family=Family.EQUIVALENT), "right form rejected"),
    ],
    ids=lambda value: value.variant.slug if isinstance(value, Graded) else "",
)
def test_gradings(result: Graded, kind: str | None) -> None:
    assert kinds(result) == ([] if kind is None else [kind])


def test_an_idea_that_raises_is_a_problem() -> None:
    result = graded("any", (F, B, F))
    outcome = replace(result.first, raised=("misconception idea: KeyError: 'x'",))
    (problem,) = grading_problems([Graded(result.variant, (outcome,))], PUBLIC)
    assert problem.kind == "the grader failed"
    assert problem.text == "misconception idea: KeyError: 'x'"


def test_a_broken_check_is_a_problem() -> None:
    result = graded("any", (F, B, F))
    (exercise,) = result.first.exercises
    broken = CheckOutcome("move.second", Verdict.GRADER_ERROR, None, "TypeError")
    checks = (exercise.checks[0], broken, exercise.checks[2])
    outcome = replace(result.first, exercises=(replace(exercise, checks=checks),))
    assert kinds(Graded(result.variant, (outcome,))) == ["the grader failed"]
    other = graded("other", (P, P, P)).variant
    both = [Graded(result.variant, (outcome,)), Graded(other, (outcome,))]
    (problem,) = grading_problems(both, PUBLIC)
    assert (problem.subject, problem.text) == (
        "09/move/any and 1 more",
        "move.second: TypeError",
    )


def test_points_lost_elsewhere_are_a_problem() -> None:
    result = graded("any", (F, B, F))
    other = replace(result.first.exercises[0], id="other")
    outcome = replace(result.first, exercises=(*result.first.exercises, other))
    assert kinds(Graded(result.variant, (outcome,))) == ["points lost elsewhere"]


N = Verdict.NOT_ATTEMPTED


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ((N, N, N), None),
        ((N, B, B), None),
        ((P, P, P), "move gets 3 of 3 points (move.first is passed), where nothing is "),
        ((N, P, N), "move gets 0 of 3 points (move.second is passed)"),
        ((Verdict.ERROR, B, N), "move gets 0 of 3 points (move.first is error)"),
        ((N, Verdict.GRADER_ERROR, N), "(move.second is grader_error)"),
        ((B, B, B), "(move.first is blocked)"),
    ],
)
def test_a_stub_attempts_nothing(said: tuple[Verdict, Verdict, Verdict], told: str | None) -> None:
    problems = stub_problems([graded("stub", said, family=Family.STUB)])
    assert [problem.kind for problem in problems] == ["a stub that is no stub"] * bool(told)
    assert all((told or "") in problem.text for problem in problems)


def test_a_tolerated_misconception_must_be_told() -> None:
    told = graded(
        "a", (P, P, P), family=Family.EQUIVALENT, misconception="fine", message="It is fine."
    )
    untold = graded("b", (P, P, P), family=Family.EQUIVALENT, misconception="fine")
    (problem,) = tolerance_problems(assignment(), [told, untold])
    assert (problem.kind, problem.subject) == ("misconception not named", "09/move/b")


def test_misconceptions_without_code_are_problems() -> None:
    mutant = graded("a", (F, B, F), misconception="idea").variant
    (problem,) = corpus_problems(assignment(), [mutant])
    assert problem.subject == "09/move/fine"


def diagnosed(right: int, silent: int, *wrong: str) -> Diagnosed:
    return Diagnosed("09_made_up", ("move",), "idea", ("a",), right, silent, wrong)


def test_a_wrong_name_is_a_problem_however_good_the_rate() -> None:
    table = [diagnosed(1, 0)] * 99 + [diagnosed(0, 0, "another")]
    assert [problem.kind for problem in diagnosis_problems(table)] == [
        "another misconception named"
    ]


def test_the_hit_rate_must_be_reached() -> None:
    assert diagnosis_problems([diagnosed(1, 0)] * 95 + [diagnosed(0, 1)] * 5) == []
    (problem,) = diagnosis_problems([diagnosed(1, 0)] * 94 + [diagnosed(0, 1)] * 6)
    assert problem.kind == "diagnosis hit rate"


def test_a_mutant_that_is_proved_right_is_a_problem() -> None:
    variant = graded("a", (F, B, F)).variant
    proof = Proof(True, 64, 0, 0.0, 0.0, "")
    assert proof_problems({}, [variant]) == []
    assert len(proof_problems({variant.id: proof}, [variant])) == 1


def test_a_broken_rate_is_a_problem() -> None:
    kept = Rate("any", 0.01, 1000, 10, 0.5, True)
    assert rate_problems([kept]) == []
    assert len(rate_problems([replace(kept, kept=False)])) == 1
