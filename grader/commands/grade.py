"""Grades one path from beginning to end, with a bar of progress: what `grade` and tests call."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from grader.catalogue import ASSIGNMENTS, SOLUTIONS, load_catalogue
from grader.commands.progress import GradingBar
from grader.errors import DEBUG, NoSolutions
from grader.host.workers import Workers
from grader.judging.grading_run import GradingRun
from grader.judging.secret import Secret
from grader.results import GradeReport
from grader.submission import read_submission


def grade_path(
    path: Path | None = None,
    *,
    workers: Workers,
    assignment: str | None = None,
    seed: int = 0,
    secret: Secret | None = None,
    public: bool = False,
    hidden: bool = False,
) -> GradeReport:
    """Grade a submission.

    Raises:
        GraderError: a user's mistake, in one line.
    """
    catalogue = load_catalogue(wanted=assignment)
    submission = read_submission(path or ASSIGNMENTS, catalogue, assignment is not None)
    if submission.only is not None:
        catalogue = [found for found in catalogue if found.id == submission.only]
    exercises = sum(len(found.exercises) for found in catalogue)
    with (
        GradingRun(catalogue, workers, seed=seed, secret=secret, public=public) as run,
        GradingBar(exercises) as bar,
    ):
        if hidden and run.public_only:
            raise NoSolutions(f"--hidden: there are no solutions in {SOLUTIONS}")
        run.draw(submission)
        report = run.grade(submission, bar.show)
        bar.finish()
        broken = "it names nothing until that is repaired"
        tell_staff([f"{line}; {broken}" for line in run.raised.values()], run.public_only)
        tell_staff(run.doubted.values(), run.public_only)
        return report


def tell_staff(lines: Iterable[str], public: bool) -> None:
    """Tell what is to be repaired in the kit, where `--debug` asks for it and solutions are.

    A student can do nothing about it, and takes it for a word on the work. `class` tells it always.
    """
    for line in lines if os.environ.get(DEBUG) and not public else ():
        print(f"grader: {line}", file=sys.stderr)
