"""Grades one path from beginning to end, with a bar of progress: what `grade` and tests call."""

from __future__ import annotations

from pathlib import Path

from grader.catalogue import ASSIGNMENTS, SOLUTIONS, load_catalogue
from grader.commands.progress import GradingBar
from grader.errors import NoSolutions
from grader.host.workers import Workers
from grader.judging.grader import Grader
from grader.results import GradeReport
from grader.submission import read_submission


def grade_path(
    path: Path | None = None,
    *,
    workers: Workers,
    assignment: str | None = None,
    seed: int = 0,
    public: bool = False,
    hidden: bool = False,
) -> GradeReport:
    """Grade a submission; closes `workers`.

    Raises:
        GraderError: a user's mistake, in one line.
    """
    try:
        catalogue = load_catalogue(wanted=assignment)
        submission = read_submission(path or ASSIGNMENTS, catalogue, assignment is not None)
        if submission.only is not None:
            catalogue = [item for item in catalogue if item.id == submission.only]
        grader = Grader(catalogue, seed=seed, public=public, workers=workers)
    except BaseException:
        workers.close()
        raise
    exercises = sum(len(item.exercises) for item in catalogue)
    with grader, GradingBar(exercises) as bar:
        if hidden and grader.public_only:
            raise NoSolutions(f"--hidden: there are no solutions in {SOLUTIONS}")
        grader.draw()
        report = grader.grade(submission, bar.show)
        bar.finish()
        return report
