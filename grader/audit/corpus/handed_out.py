"""What students are given: the stub beside checks.py, and the one that `make stubs` would write."""

from __future__ import annotations

from pathlib import Path

from grader.audit.corpus.written import read_solution
from grader.audit.records import Family, Variant
from grader.commands.regions import check_signatures, check_solution
from grader.commands.stubs import stub_of
from grader.model import Assignment


def read_whole(assignment: Assignment, solutions: Path) -> Variant:
    """Return the solution itself, which is to be right before anything is compared with it."""
    text = read_solution(assignment, solutions)
    note = str(solutions / assignment.id / f"{assignment.module}.py")
    return _of_all(assignment, "solution", Family.EQUIVALENT, text, note)


def read_stubs(assignment: Assignment, solutions: Path) -> list[Variant]:
    """Return the stubs of an assignment, once if they are the same.

    Raises:
        AuthoringError: no stub can be made of the solution, or a signature is not the expected one.
    """
    name = f"{assignment.module}.py"
    source, written = solutions / assignment.id / name, assignment.folder / name
    solution = read_solution(assignment, solutions)
    check_solution(solution, str(source), assignment.exercises)
    texts = {stub_of(solution, str(source)): f"the stub made of {assignment.id}/{name}"}
    if written.is_file():
        text = written.read_text(encoding="utf-8")
        check_signatures(text, str(written), assignment.exercises)
        texts[text] = str(written)
    return [_of_all(assignment, "stub", Family.STUB, text, told) for text, told in texts.items()]


def _of_all(assignment: Assignment, slug: str, family: Family, text: str, note: str) -> Variant:
    """Return a variant that is about every exercise: a whole module, as it stands."""
    exercises = tuple(exercise.id for exercise in assignment.exercises)
    return Variant(
        assignment=assignment.id,
        exercises=exercises,
        slug=slug,
        family=family,
        code=text,
        text=text,
        reaches=exercises,
        note=note,
    )
