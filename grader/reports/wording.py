"""How a report puts things: points, sentences, and what to do next."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from grader.limits import MAX_PATHS_REPORTED
from grader.results import AssignmentResult, CheckResult, ExerciseResult, GradeReport, Verdict

#: stands over every report
TITLE = "Flow matching"

#: stands over code to paste
CODE = "to see it yourself"

#: what a notice says of files in which the work lies, under names that are not the assignment's
_ELSEWHERE = re.compile(r"\bdefine (?:its functions|functions of)\b|\brename it to\b")

_ROLES = {"graded": "Graded", "used": "Used by it", "left_aside": "Left aside"}


def grouped(lost: list[CheckResult]) -> Iterator[tuple[str | None, list[CheckResult]]]:
    """Yield lost checks in order, those together that only a shared message explains."""
    group: list[CheckResult] = []
    for check in lost:
        first = group[0] if group else check
        alike = (
            check.message is not None
            and (check.message, check.verdict) == (first.message, first.verdict)
            and check.counterexample is first.counterexample is None
        )
        if group and not alike:
            yield group[0].message, group
            group = []
        group.append(check)
    if group:
        yield group[0].message, group


def next_steps(report: GradeReport) -> list[str]:
    exercises = [exercise for assignment in report.assignments for exercise in assignment.exercises]
    passed = sum(exercise.verdict is Verdict.PASSED for exercise in exercises)
    if any(exercise.verdict is Verdict.GRADER_ERROR for exercise in exercises):
        return [
            "The grader itself failed on a check, so this score is provisional. It is not your "
            "fault: please tell the course staff."
        ]
    if passed == len(exercises):
        what = "All public checks passed." if report.public_only else "All checks passed."
        return [f"{what} Well done!"]
    done = f"{passed} of {len(exercises)} exercises done. " if passed else ""
    wrong = (Verdict.PASSED, Verdict.NOT_ATTEMPTED, Verdict.BLOCKED)
    order = [exercise for exercise in exercises if exercise.verdict not in wrong] or [
        exercise for exercise in exercises if exercise.verdict is not Verdict.PASSED
    ]
    first = order[0]
    missing = plural(first.max_score - first.score)
    if first.verdict is Verdict.NOT_ATTEMPTED:
        if notice := _lies_elsewhere(first, report):
            return [f"{done}Next: do what the notice {notice} asks."]
        return [f"{done}Next: write {first.signature}, for {missing}."]
    for assignment in report.assignments:
        if first in assignment.exercises and _is_the_files(first, assignment):
            where = f"the file of assignment {number(assignment)}"
            return [f"{done}Next: fix {where}: see its notice."]
    return [f"{done}Next: fix {first.id}, for {missing}."]


def drawn_by(report: GradeReport) -> str:
    """Return what the cases were drawn by; staff are told where a table of them can be made."""
    if report.commitment is not None:
        return f"commitment {short(report.commitment)}"
    return f"seed {report.seed}" if report.public_only else f"practice, seed {report.seed}"


def short(commitment: str) -> str:
    """Return so much of a commitment as tells one secret from the next; the JSON has all."""
    return commitment[:16]


def files_by_role(report: GradeReport) -> Iterator[tuple[str, str]]:
    """Yield what was graded and what was left aside."""
    for role, title in _ROLES.items():
        paths = [file.path for file in report.files if file.role == role]
        if paths:
            rest = len(paths) - MAX_PATHS_REPORTED
            more = f" and {rest} more" if rest > 0 else ""
            yield title, f"{', '.join(paths[:MAX_PATHS_REPORTED])}{more}"


def closing(report: GradeReport) -> str:
    """Return the last line of a report: how long it took, and under what conditions."""
    took = f"{report.seconds:.1f} s, " if report.seconds else ""  # a stored report has no times
    return f"{took}{drawn_by(report)}, isolation: {report.isolation}"


def _is_the_files(exercise: ExerciseResult, assignment: AssignmentResult) -> bool:
    """Whether an exercise is lost for what a notice says of the whole file."""
    told = exercise.checks[0].message in assignment.notices
    return told or (bool(assignment.notices) and exercise.undefined is not None)


def _lies_elsewhere(exercise: ExerciseResult, report: GradeReport) -> str | None:
    """Return which notice asks to rename or join files in which an exercise may be written."""
    assignment = next(found for found in report.assignments if exercise in found.exercises)
    if any(map(_ELSEWHERE.search, assignment.notices)):
        return f"of assignment {number(assignment)}"
    alone = len(report.assignments) == 1  # else it may be about another's file
    return "on your files" if alone and any(map(_ELSEWHERE.search, report.notices)) else None


def listed(names: Sequence[str]) -> str:
    """Return `a, b and c`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def unsaid(text: str, said: dict[str, str]) -> str:
    """Return the sentences of a notice that are not in `said`, and add them to it."""
    new = []
    for part in re.split(r"(?<=[.?!]) (?=[A-Z])", text):
        complete = part if part.endswith(("?", "!")) else part.rstrip(".") + "."
        if complete not in said:
            said[complete] = said[part] = ""
            new.append(complete)
    return " ".join(new)


def plural(points: float) -> str:
    return f"{points:g} {'point' if points == 1 else 'points'}"


def number(item: AssignmentResult) -> str:
    return item.id.split("_")[0]


def points(item: GradeReport | AssignmentResult | ExerciseResult) -> str:
    return f"{item.score:g} / {item.max_score:g}"


_SENTENCE_STARTS = ("a", "an", "the", "every", "evaluation", "one", "two", "what", "input", "your")


def sentence(text: str) -> str:
    """End a note with a full stop, and begin it with a capital unless a name of code begins it."""
    word = re.match(r"\w+", text)
    plain = word is not None and word[0] in _SENTENCE_STARTS
    return (text[:1].upper() + text[1:] if plain else text).rstrip(".") + "."
