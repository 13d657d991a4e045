"""The hand-written part of the corpus: solutions/NN_name/mutants.py and equivalents.py.

Where one of them would grow long, its parts are mutants_*.py or equivalents_*.py.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from grader.audit.corpus.cells import Cell, read_cells, read_inputs
from grader.audit.corpus.ideas import read_ideas
from grader.audit.corpus.reach import affected
from grader.audit.records import AuditError, Family, Variant
from grader.catalogue import SOLUTIONS
from grader.model import Assignment

#: (files, family) in the order in which reports list them
_FILES = (("equivalents*.py", Family.EQUIVALENT), ("mutants*.py", Family.MUTANT))


def read_solution(assignment: Assignment, solutions: Path) -> str:
    """Return the text of an assignment's solution.

    Raises:
        AuditError: there is none.
    """
    path = solutions / assignment.id / f"{assignment.module}.py"
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise AuditError(f"{path}: an audit needs the solution ({error.strerror})") from None


def course_file(solutions: Path, name: str) -> Path:
    """Return a file that the audits of a course's assignments share; this course's if it has none.

    It lies in the folder `course` of its solutions.
    """
    own = solutions / "course" / name
    return own if own.is_file() else SOLUTIONS / "course" / name


def comparable(assignment: Assignment, solutions: Path) -> str:
    """Return the solution with what makes inputs after it: the course's, and `audit_inputs`."""
    course = course_file(solutions, "audit_inputs.py").read_text(encoding="utf-8")
    inputs = read_inputs(solutions / assignment.id / "equivalents.py")
    return appended(appended(read_solution(assignment, solutions), course), inputs)


def read_corpus(assignment: Assignment, solutions: Path) -> list[Variant]:
    """Return the right forms and mutants of an assignment: its ideas, and what staff wrote beside.

    Raises:
        AuditError: a file is broken, or names an exercise or a misconception that does not exist.
    """
    solution = read_solution(assignment, solutions)
    variants: list[Variant] = []
    for pattern, family in _FILES:
        found = [
            _variant(assignment, solution, path, cell, family)
            for path in sorted((solutions / assignment.id).glob(pattern))
            for cell in read_cells(path)
        ]
        names = Counter(variant.id for variant in found)
        for name in [name for name, times in names.items() if times > 1]:
            raise AuditError(f"{name} is in two of the files {pattern}")
        variants += found
    return variants + read_ideas(assignment, solution)


def _variant(
    assignment: Assignment, solution: str, path: Path, cell: Cell, family: Family
) -> Variant:
    exercises = tuple(exercise.id for exercise in assignment.exercises)
    for name in cell.exercises:
        if name not in exercises:
            raise AuditError(f"{path}: {cell.slug} is about {name}, which is no exercise")
    _check_label(assignment, path, cell, family)
    text = appended(solution, cell.code)
    return Variant(
        assignment=assignment.id,
        exercises=cell.exercises,
        slug=cell.slug,
        family=family,
        code=cell.code,
        text=text,
        reaches=affected(text, cell.exercises, exercises),
        misconception=cell.misconception,
    )


def _check_label(assignment: Assignment, path: Path, cell: Cell, family: Family) -> None:
    if cell.misconception is None:
        return
    about = [
        idea
        for idea in assignment.misconceptions
        if idea.id == cell.misconception and set(cell.exercises) <= idea.recognises.keys()
    ]
    if not about:
        raise AuditError(
            f"{path}: {cell.slug} is labelled {cell.misconception}, which misconceptions.py does "
            f"not have for {', '.join(cell.exercises)}"
        )
    if about[0].tolerated is not (family is Family.EQUIVALENT):
        where = "equivalents.py" if about[0].tolerated else "mutants.py"
        raise AuditError(f"{path}: {cell.slug} is labelled {cell.misconception}: put it in {where}")


def appended(solution: str, code: str) -> str:
    """Return the solution with `code` after it: later definitions replace earlier ones."""
    return f"{solution.rstrip()}\n\n\n{code}"


#: (exercises, misconception id)
Labelled = tuple[tuple[str, ...], str]


def labels(assignment: Assignment) -> list[Labelled]:
    """Return every misconception of the catalogue, once for each set of exercises it is about."""
    found = [(tuple(idea.recognises), idea.id) for idea in assignment.misconceptions]
    return list(dict.fromkeys(found))


def unwritten(assignment: Assignment, variants: list[Variant]) -> list[Labelled]:
    """Return the misconceptions of which no variant is the code."""
    written = {
        (frozenset(variant.exercises), variant.misconception)
        for variant in variants
        if variant.assignment == assignment.id
    }
    return [
        (exercises, identity)
        for exercises, identity in labels(assignment)
        if (frozenset(exercises), identity) not in written
    ]
