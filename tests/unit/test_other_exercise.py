"""A check may call another exercise than the one that it judges: the account is of that call."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from grader.catalogue import load_assignment
from grader.host.workers import Workers
from grader.judging.grading_run import GradingRun
from grader.submission import read_submission

CHECKS = '''
    """What is checked in assignment 07."""

    import numpy as np
    from hypothesis import strategies as st

    from grader.authoring import Array, Assignment, Failure, Student

    assignment = Assignment(title="Two", module="two")
    small = assignment.exercise("small(x)", hint="")
    large = assignment.exercise("large(x, y, z)", hint="")

    ONE = np.ones(1, np.float32)


    @small.property(st.just((ONE,)), score=1)
    def fits_the_large_one(student: Student, x: Array) -> None:
        """small fits large"""
        student.small(x)
        if student.large(x, x, x)[0] != 7:
            raise Failure("they do not fit")


    @large.property(st.just((ONE,)), score=1)
    def fits_the_small_one(student: Student, x: Array) -> None:
        """large fits small"""
        student.large(x, x, x)
        if student.small(x)[0] != 7:
            raise Failure("they do not fit")
'''


def test_inputs_and_code_are_those_of_the_last_call(tmp_path: Path, workers: Workers) -> None:
    folder = tmp_path / "assignments" / "07_two"
    folder.mkdir(parents=True)
    (folder / "checks.py").write_text(dedent(CHECKS), encoding="utf-8")
    path = tmp_path / "two.py"
    path.write_text("def small(a):\n    return a\n\n\ndef large(a, b, c):\n    return a + b + c\n")
    assignment = load_assignment(folder)
    with GradingRun([assignment], workers, public=True) as run:
        report = run.grade(read_submission(path, [assignment], chosen=True))
    first, second = (check.counterexample for check in report.checks)
    assert first is not None
    assert second is not None
    assert list(first.inputs) == ["a", "b", "c"]
    assert "print(large(a, b, c))" in (first.code or "")
    assert list(second.inputs) == ["a"]
    assert "print(small(a))" in (second.code or "")
