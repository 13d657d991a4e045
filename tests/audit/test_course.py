"""The course's own checks: the fast audit passes, and no check could go unnoticed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from grader.audit.auditing import audit
from grader.audit.options import PART, Options, fast
from grader.audit.pages.console import render
from grader.audit.records import Family
from grader.catalogue import ASSIGNMENTS, SOLUTIONS
from tests.audit.folders import audited, copy_assignment, delete_check, silent


def test_the_fast_audit_passes_and_every_check_is_needed_or_called_redundant() -> None:
    fewer = replace(fast(Options(ASSIGNMENTS, SOLUTIONS)), part=36, ideas=36)
    found = audit(fewer, silent)
    assert found.problems == ()
    assert len(found.of(Family.MUTANT, Family.MADE)) >= 40
    assert len(found.of(Family.EQUIVALENT)) >= 30
    text = render(found)
    for matrix in found.matrices:
        for row in matrix.checks:
            if row.hidden:
                continue
            # what it alone kills would survive without it; if that is nothing, the report says so
            assert row.alone or row.id in text.split("redundant checks")[1]


def test_deleting_a_check_of_the_course_fails_the_audit(tmp_path: Path) -> None:
    copy_assignment("02_recovery", tmp_path)
    delete_check(tmp_path, "02_recovery", "refuses_t_zero")
    found = audited(tmp_path, part=2 * PART)
    kinds = {problem.kind for problem in found.problems}
    assert kinds & {"survivor", "seen by a hidden check only"}
