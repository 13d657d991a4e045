"""What became of the files that were handed in, for all assignments together."""

from __future__ import annotations

from collections.abc import Sequence

from grader.errors import SubmissionError
from grader.host.text import clean
from grader.limits import MAX_NAME_CHARACTERS, MAX_PROBLEM_CHARACTERS
from grader.model import Submission
from grader.results import AssignmentResult, HandedIn
from grader.wire.messages import Loaded

_ORDER = ("graded", "used", "left_aside")


def handed_in(loaded: Loaded) -> tuple[HandedIn, ...]:
    """Return the roles of the files in one assignment."""
    return tuple(
        HandedIn(
            clean(file.path, MAX_NAME_CHARACTERS),
            file.role,
            clean(file.why, MAX_PROBLEM_CHARACTERS) if file.why else None,
        )
        for file in loaded.files
    )


def files_of_all(
    submission: Submission, results: Sequence[AssignmentResult]
) -> tuple[HandedIn, ...]:
    """Return each file once, with the role that weighs most in any assignment, graded first."""
    found: dict[str, HandedIn] = {}
    for result in results:
        for file in result.files:
            known = found.get(file.path)
            if known is None or _ORDER.index(file.role) < _ORDER.index(known.role):
                found[file.path] = file
    for path, why in submission.aside:
        name = clean(path, MAX_NAME_CHARACTERS)
        found.setdefault(name, HandedIn(name, "left_aside", f"{name} {why}"))
    return tuple(sorted(found.values(), key=lambda file: (_ORDER.index(file.role), file.path)))


def told_of_all(submission: Submission, results: Sequence[AssignmentResult]) -> tuple[str, ...]:
    """Return what there is to tell of files that no assignment could read, each once.

    What an assignment tells of the files that could have been its own is told there.
    """
    told = [text for result in results for text in result.notices]
    lines = dict.fromkeys(
        clean(file.why, MAX_PROBLEM_CHARACTERS)
        for file in files_of_all(submission, results)
        if file.role == "left_aside" and file.why is not None
    )
    return tuple(text for text in lines if not any(text in known for known in told))


def refuse_what_is_none(submission: Submission, results: Sequence[AssignmentResult]) -> None:
    """Refuse what is no submission, instead of reporting a score of zero for it.

    Raises:
        SubmissionError: it is several students' work, or all there is cannot be read.
    """
    problems = {
        kind: [result.notices[0] for result in results if result.unread == kind]
        for kind in ("several", "unreadable", "missing")
    }
    if problems["several"]:
        raise SubmissionError(f"{submission.path}: {problems['several'][0]}")
    if any(result.unread not in ("missing", "unreadable") for result in results):
        return
    if problems["unreadable"]:
        raise SubmissionError(f"{submission.path}: {problems['unreadable'][0]}")
    if submission.unnamed and problems["missing"]:
        modules = " or ".join(f"{module}.py" for module in submission.modules)
        raise SubmissionError(
            f"{submission.path}: no assignment has a file of this name, and it defines none of the "
            f"exercises' functions. Rename it to {modules}, or say which it is: --assignment NN"
        )
