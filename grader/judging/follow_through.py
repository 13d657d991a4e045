"""Judges what is blocked once more, with the solution's function in the place of the student's.

A student who has one function wrong loses those that use it as well. Whether they are right shows
if the solution's stands in its place: in a worker of its own, in which nothing else of the solution
is. Of such a worker no text is told, only whether all checks hold.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from grader.host.lost import WorkerLost
from grader.host.workers import Workers
from grader.judging.asking import ask_hidden, ask_public
from grader.judging.cases import BrokenCheck
from grader.judging.questions import Questions
from grader.judging.session import Session, Spent
from grader.model import Exercise, Submission
from grader.results import CheckResult, ExerciseResult, Verdict
from grader.wire.messages import Loaded


def right_given(
    questions: Questions,
    submission: Submission,
    loaded: Loaded,
    below: Mapping[str, Sequence[str]],
    workers: Workers,
    spent: Spent,
) -> dict[str, tuple[str, ...]]:
    """Return the exercises that hold once those `below` them are the solution's, with these.

    Its workers are given what is left of the submission's time: `spent` says what it has used.
    Only a module that was handed in as it is can be completed so: an archive or a notebook is left.
    """
    if questions.reference is None:
        return {}
    found = {}
    for exercise in questions.assignment.exercises:
        given = tuple(below.get(exercise.id, ()))
        if not given:
            continue
        completed = _completed(submission, loaded, questions, exercise.id, given)
        if completed is not None and _holds(questions, exercise, completed, workers, spent):
            found[exercise.id] = given
    return found


def _holds(
    questions: Questions,
    exercise: Exercise,
    submission: Submission,
    workers: Workers,
    spent: Spent,
) -> bool:
    """Whether all checks of an exercise hold in a worker of its own."""
    try:
        with Session(workers, questions.assignment, submission, workers.limits, spent) as session:
            entries = {entry.name: entry for entry in session.loaded.exercises}
            if exercise.id not in entries or entries[exercise.id].problem is not None:
                return False
            checks = questions.of(exercise)
            asked = ask_public(exercise, checks, session, thorough=False)
            asked = ask_hidden(asked, questions.reference, session, thorough=False)
            return all(
                attempts.broken is None
                and bool(attempts.attempts)
                and all(attempt.passed for attempt in attempts.attempts)
                for attempts in asked.checks
            )
    except (WorkerLost, BrokenCheck):
        return False


def _completed(
    submission: Submission,
    loaded: Loaded,
    questions: Questions,
    exercise: str,
    given: Sequence[str],
) -> Submission | None:
    """Return the submission with the solution's functions below its own text, or None."""
    graded = [file.path for file in loaded.files if file.role == "graded"]
    files = dict(submission.files)
    if len(graded) != 1 or graded[0] not in files or not graded[0].lower().endswith(".py"):
        return None
    assert questions.reference is not None
    text = questions.reference.source.read_text(encoding="utf-8")
    others = {other.id for other in questions.assignment.exercises}
    parts = [_alone(text, name, exercise, others - {name}) for name in given]
    if None in parts:
        return None
    files[graded[0]] += "".join(f"\n\n{part}\n" for part in parts).encode()
    return replace(submission, files=tuple(files.items()))


def _alone(text: str, name: str, without: str, exercises: Collection[str]) -> str | None:
    """Return a statement that defines one function of a module, and nothing else beside it.

    What it needs stands inside a function, so that no helper of the student's has another's place.
    But for the other `exercises`: it calls the student's, or those that are given as well, since a
    function can be asked for all that it holds. It is None where it needs `without`, which the
    student is to write.
    """
    nodes = {defined: node for node in ast.parse(text).body for defined in _defined(node)}
    needed: dict[str, ast.stmt] = {}
    waiting = [name]
    while waiting:
        wanted = waiting.pop()
        node = nodes.get(wanted)
        if node is None or wanted in needed:
            continue
        if wanted == without:
            return None
        if wanted in exercises:
            continue
        needed[wanted] = node
        waiting += [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]
    if name not in needed:
        return None
    unique = {id(node): node for node in needed.values()}
    lines = [ast.unparse(node) for node in sorted(unique.values(), key=lambda node: node.lineno)]
    inside = textwrap.indent("\n".join([*lines, f"return {name}"]), "    ")
    return f"def _given_{name}():\n{inside}\n\n\n{name} = _given_{name}()"


def _defined(node: ast.stmt) -> list[str]:
    """Return the names that a top-level statement defines; its future imports hold for all."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Import | ast.ImportFrom):
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            return []
        return [(alias.asname or alias.name).split(".")[0] for alias in node.names]
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    return []


def with_share(result: ExerciseResult, given: tuple[str, ...], share: float) -> ExerciseResult:
    """Return an exercise's result with what it holds given, and its share of the points."""
    told = f"right, given a right {' and '.join(given)}"

    def credited(check: CheckResult) -> CheckResult:
        if check.verdict is not Verdict.BLOCKED or not check.max_score or not share:
            return check
        message = f"{check.message}. It is {told}: {share:.0%} of its points"
        return replace(check, score=share * check.max_score, message=message)

    return replace(result, given=given, checks=tuple(map(credited, result.checks)))
