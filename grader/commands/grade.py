"""Grades one path from beginning to end, with a line of progress: what `grade` and tests call."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from grader.catalogue import ASSIGNMENTS, SOLUTIONS, load_catalogue
from grader.errors import NoSolutions
from grader.host.workers import Workers
from grader.judging.grading_run import GradingRun
from grader.results import GradeReport
from grader.submission import read_submission

_BAR = 20


def grade_path(
    path: Path | None = None,
    *,
    workers: Workers,
    assignment: str | None = None,
    seed: int = 0,
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
    with GradingRun(catalogue, workers, seed=seed, public=public) as run, ProgressLine() as line:
        if hidden and run.public_only:
            raise NoSolutions(f"--hidden: there are no solutions in {SOLUTIONS}")
        line.show("getting ready")
        run.draw()
        report = run.grade(submission, line.progress)
        line.finish()
        return report


class ProgressLine:
    """One line at the bottom of a terminal that says what is being graded; nothing elsewhere."""

    def __init__(self) -> None:
        self._stream = sys.stderr if sys.stderr.isatty() and sys.stdout.isatty() else None
        self._total = 0

    def show(self, text: str) -> None:
        if self._stream is not None:
            # one column stays free: a full line would wrap on some terminals
            columns = shutil.get_terminal_size().columns - 1
            self._stream.write(f"\r\x1b[2K{text[:columns]}")
            self._stream.flush()

    def progress(self, exercise: str, number: int, total: int) -> None:
        self._total = total
        done = _BAR * number // max(total, 1)
        self.show(f"[{'=' * done}{' ' * (_BAR - done)}] {number}/{total} {exercise}")

    def finish(self) -> None:
        """Show the full bar, whatever the last assignments came to."""
        if self._total:
            self.progress("", self._total, self._total)

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(self, *_: object) -> None:
        if self._stream is not None:
            self._stream.write("\r\x1b[2K")
            self._stream.flush()
