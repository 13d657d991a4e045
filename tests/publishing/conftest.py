"""One release, one set of notebooks and one shell for all tests of what is published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from grader import notebook
from grader.judging.grading_run import GradingRun
from grader.model import Assignment, Submission
from grader.publishing.files import File
from grader.publishing.notebooks import notebooks
from grader.publishing.release import release
from grader.results import GradeReport
from grader.worker.compiler import put_off_the_compiler

KEY = b"00112233445566778899aabbccddeeff\n"


@pytest.fixture(scope="session")
def released() -> dict[str, File]:
    return release(KEY)


@pytest.fixture(scope="session")
def made() -> dict[Path, str]:
    """The notebooks as they are made now."""
    return notebooks()


class Shared:
    """Stands for what grades a notebook: the tests' own workers and cases, which are there."""

    def __init__(self, grader: GradingRun, assignment: Assignment | None = None) -> None:
        self._grader, self._assignment = grader, assignment

    def run(self, assignment: Assignment) -> Shared:
        return Shared(self._grader, assignment)

    def grade(self, submission: Submission) -> GradeReport:
        assert self._assignment is not None
        return self._grader.grade(submission, chosen=[self._assignment.id])

    def close(self) -> None: ...


@pytest.fixture
def shell(public_grader: GradingRun, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """An IPython without a history of other sessions, whose checks cost no workers of their own."""
    monkeypatch.setattr(notebook, "_sessions", [Shared(public_grader)])
    put_off_the_compiler()  # the first optimiser of a notebook would import it, for seconds
    config = Config()
    config.HistoryManager.hist_file = ":memory:"
    config.InteractiveShell.autocall = 0
    made: Any = InteractiveShell.instance(config=config)
    yield made
    made.history_manager.end_session()
    InteractiveShell.clear_instance()


def run(shell: Any, *cells: str) -> Any:
    """Run cells as a notebook does, and return what the last one shows."""
    result: Any = None
    for cell in cells:
        result = shell.run_cell(cell, store_history=True, silent=False)
    return result.result if result.success else (result.error_in_exec or result.error_before_exec)
