"""Reports made by hand, for tests of what is printed and written."""

from __future__ import annotations

from dataclasses import replace

from grader.model import Kind
from grader.results import (
    AssignmentResult,
    CheckResult,
    Counterexample,
    Diagnosis,
    ExerciseResult,
    GradeReport,
    Verdict,
)

PASSED = CheckResult("f.holds", "f holds", Kind.PROPERTY, False, Verdict.PASSED, 2, 2)
FAILED = CheckResult(
    "g.holds",
    "g holds for every x",
    Kind.PROPERTY,
    False,
    Verdict.FAILED,
    0,
    3,
    Counterexample({"x": "[1.5]"}, "[2.]", "[3.]", "a sample is off", "import torch\nprint(1)"),
    Diagnosis("idea", "You add where you must subtract."),
    "Subtract.",
    None,
    7,
    0.25,
)


def report_of(
    *checks: CheckResult, notices: tuple[str, ...] = (), undefined: str = "", **changes: object
) -> GradeReport:
    """Return a report of one assignment with an exercise a check.

    Those are `undefined` whose message says so.
    """
    exercises = tuple(
        ExerciseResult(
            name,
            f"{name}(x)",
            (check,),
            undefined if check.message == f"{name} is {undefined}" else None,
        )
        for check in checks
        for name in [check.id.split(".")[0]]
    )
    made = GradeReport(
        submission_name="homework",
        submission_sha256="0" * 64,
        grader_version="1",
        grader_digest="2",
        seed=0,
        isolation="full",
        public_only=False,
        seconds=1.25,
        assignments=(AssignmentResult("01_first", "First", exercises, notices),),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def lost(**changes: object) -> CheckResult:
    return replace(FAILED, **changes)  # type: ignore[arg-type]
