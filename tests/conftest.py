"""Graders that all tests of a process share: starting torch costs two seconds."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from grader.catalogue import load_catalogue
from grader.host.workers import Workers, start
from grader.judging.grading_run import GradingRun
from grader.model import Assignment
from grader.results import GradeReport
from grader.submission import read_submission
from tests.unit.support import Grade, Written, module_of, write


def pytest_collection_finish() -> None:
    """Leave what thousands of tests are made of out of every later collection of garbage."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def catalogue() -> list[Assignment]:
    return load_catalogue()


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    """Where the shared graders' workers come from."""
    with start() as shared:
        yield shared


@pytest.fixture(scope="session")
def grader(catalogue: list[Assignment], workers: Workers) -> Iterator[GradingRun]:
    """A grader of all assignments, hidden checks included, with seed 0."""
    with GradingRun(catalogue, workers) as shared:
        yield shared


@pytest.fixture(scope="session")
def public_grader(catalogue: list[Assignment], workers: Workers) -> GradingRun:
    """The same without hidden checks."""
    return GradingRun(catalogue, workers, public=True)


@pytest.fixture(scope="session")
def narrow(grader: GradingRun, workers: Workers) -> Callable[[str], GradingRun]:
    """Graders of a single exercise's public checks: quick where nothing else is looked at."""
    made: dict[str, GradingRun] = {}

    def of(name: str) -> GradingRun:
        if name not in made:
            for whole in grader.assignments:
                only = tuple(exercise for exercise in whole.exercises if exercise.id == name)
                if only:
                    part = replace(whole, exercises=only)
                    made[name] = GradingRun([part], workers, public=True)
        return made[name]

    return of


@pytest.fixture
def grade(grader: GradingRun, tmp_path: Path) -> Grade:
    """Grade what a test writes: a module's text, or files by path, for one assignment."""
    numbers = count()

    def run(written: Written, assignment: str = "02", by: GradingRun | None = None) -> GradeReport:
        judge = by or grader
        chosen = [known for known in judge.assignments if known.number == assignment]
        folder = tmp_path / f"submission{next(numbers)}"
        folder.mkdir()
        write(folder, written, module_of(assignment))
        submission = read_submission(folder, chosen, chosen=False)
        return judge.grade(submission, chosen=[known.id for known in chosen])

    return run
