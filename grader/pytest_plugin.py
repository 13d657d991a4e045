"""Every check as a pytest item: `pytest assignments --submission=PATH`.

So `-k`, `--junitxml` and an editor's test pane work on checks. A submission is graded once per
assignment, by the same engine as on the command line; an item only looks up its check's result.
"""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # pytest loads this plugin wherever it runs: importing it must cost nothing
    from _pytest._code.code import ExceptionInfo

    from grader.model import Assignment, Check, Exercise, Submission
    from grader.results import CheckResult, ExerciseResult

_SUBMISSION: pytest.StashKey[Submission] = pytest.StashKey()
_FOLDER = re.compile(r"\d\d_[a-z0-9_]+")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the command line that make sense here."""
    group = parser.getgroup("grader", "grading of flow-matching exercises")
    group.addoption(
        "--submission",
        type=Path,
        metavar="PATH",
        help="what is graded: a folder, .py, .ipynb, .zip or .tar.gz (default: assignments/)",
    )
    group.addoption("--grader-seed", type=int, metavar="N", help="seed of all draws (default: 0)")
    group.addoption(
        "--grader-secret", metavar="FILE", help="draw from a secret in a file, or in GRADER_SECRET"
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ChecksFile | None:
    """Collect NN_name/checks.py."""
    if file_path.name == "checks.py" and _FOLDER.fullmatch(file_path.parent.name):
        return ChecksFile.from_parent(parent, path=file_path)
    return None


class CheckDoesNotHold(Exception):
    """Carries the result of a check that did not pass."""

    def __init__(self, result: CheckResult) -> None:
        super().__init__(result.claim)
        self.result = result


class ChecksFile(pytest.File):
    """The checks of one assignment."""

    commitment: str | None = None
    _results: dict[str, ExerciseResult] | None = None
    _refused: Exception | None = None

    def collect(self) -> Iterator[ExerciseNode]:
        from grader.catalogue import load_assignment
        from grader.errors import GraderError
        from grader.host.text import clean
        from grader.limits import MAX_PROBLEM_CHARACTERS

        try:
            self.assignment: Assignment = load_assignment(self.path.parent)
            submission = self._submission()
        except GraderError as error:
            raise self.CollectError(clean(str(error), MAX_PROBLEM_CHARACTERS)) from None
        if submission.only not in (None, self.assignment.id):
            return  # a single file is one assignment's
        for exercise in self.assignment.exercises:
            yield ExerciseNode.from_parent(self, name=exercise.id, exercise=exercise)

    def result(self, exercise: str) -> ExerciseResult | None:
        """Return the result of an exercise, grading the assignment at the first call.

        There is none where a single file of another name is about other assignments.
        """
        if self._refused is not None:
            raise self._refused
        if self._results is None:
            try:
                self._results = self._graded()
            except Exception as error:
                self._refused = error  # every item says so, and none grades again
                raise
        return self._results.get(exercise)

    def _graded(self) -> dict[str, ExerciseResult]:
        from grader.catalogue import SOLUTIONS
        from grader.commands.secret import given_secret
        from grader.errors import SubmissionError
        from grader.host.workers import start
        from grader.judging.grading_run import GradingRun

        submission = self._submission()
        options = "--grader-secret", "--grader-seed"
        file, seed = map(self.config.getoption, options)
        secret = given_secret(file, seed, options)
        solutions = self.path.parents[2] / SOLUTIONS.name
        with (
            start() as workers,
            GradingRun(
                [self.assignment], workers, seed=seed or 0, secret=secret, solutions=solutions
            ) as run,
        ):
            try:
                report = run.grade(submission)
                graded, self.commitment = report.assignments, report.commitment
            except SubmissionError:
                if not submission.unnamed:
                    raise
                graded = ()
        return {result.id: result for assignment in graded for result in assignment.exercises}

    def _submission(self) -> Submission:
        """Read what was handed in as `grade` does: with all assignments in view."""
        from grader.catalogue import load_catalogue
        from grader.submission import read_submission

        if _SUBMISSION not in self.config.stash:
            path = self.config.getoption("--submission") or self.path.parents[1]
            catalogue = load_catalogue(self.path.parents[1])
            self.config.stash[_SUBMISSION] = read_submission(path, catalogue, chosen=False)
        return self.config.stash[_SUBMISSION]

    def offers(self, check: Check) -> bool:
        """Whether a check can be run here: a hidden one needs the solutions."""
        module = f"{self.assignment.id}/{self.assignment.module}.py"
        return not check.hidden or (self.path.parents[2] / "solutions" / module).is_file()


class ExerciseNode(pytest.Collector):
    """The checks of one exercise."""

    def __init__(self, exercise: Exercise, **keywords: Any) -> None:
        super().__init__(**keywords)
        self._exercise = exercise

    def collect(self) -> Iterator[CheckItem]:
        assert isinstance(self.parent, ChecksFile)
        for check in self._exercise.checks:
            if self.parent.offers(check):
                name = check.id.removeprefix(f"{self._exercise.id}.")
                yield CheckItem.from_parent(self, name=name, check=check, file=self.parent)


class CheckItem(pytest.Item):
    """One check."""

    def __init__(self, check: Check, file: ChecksFile, **keywords: Any) -> None:
        super().__init__(**keywords)
        self._check = check
        self._file = file

    def runtest(self) -> None:
        exercise = self._file.result(self._check.exercise)
        if exercise is None:
            pytest.skip("not handed in")
        if any(result.verdict.value == "not_attempted" for result in exercise.checks):
            pytest.skip("not written yet")
        result = next(found for found in exercise.checks if found.id == self._check.id)
        self.user_properties += [("score", result.score), ("max_score", result.max_score)]
        if self._file.commitment is not None:
            self.user_properties.append(("commitment", self._file.commitment))
        if result.verdict.value != "passed":
            raise CheckDoesNotHold(result)

    def repr_failure(self, excinfo: ExceptionInfo[BaseException], style: Any = None) -> str:
        """Say what the console says: no traceback of the grader."""
        from grader.errors import GraderError
        from grader.host.text import clean
        from grader.limits import MAX_PROBLEM_CHARACTERS
        from grader.reports.console import render_check
        from grader.reports.looks import SIGNS

        if isinstance(excinfo.value, CheckDoesNotHold):
            # reports of other tools show the first words only, so a sign must not come first
            return render_check(excinfo.value.result).strip().lstrip(f"{SIGNS} ")
        if isinstance(excinfo.value, GraderError):
            return f"grader: {clean(str(excinfo.value), MAX_PROBLEM_CHARACTERS)}"
        return str(super().repr_failure(excinfo, style))

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        _, line = inspect.getsourcelines(self._check.body)
        return self.path, line - 1, self._check.id
