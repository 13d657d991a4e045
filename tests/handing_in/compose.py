"""Composes changes at random, grades what comes out, and compares it with what went in.

`python -m tests.handing_in.compose --count 2000` tries many; `make test` tries some.
"""

from __future__ import annotations

import argparse
import ast
import random
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from grader.catalogue import load_catalogue
from grader.errors import GraderError
from grader.host.workers import Workers, start
from grader.judging.grading_run import GradingRun
from grader.model import Submission
from grader.submission import read_submission
from tests.corpus import Case, cases
from tests.handing_in.files import NAMES, NEIGHBOURS, PACKINGS
from tests.handing_in.notebooks import BOOKS, CELLS, book_of, cells_of
from tests.handing_in.texts import ENCODINGS, TEXT

#: changes after which no tree can be made of a text any more: they come last
_LAST = ("a_stray_line", "a_shell_line", "no_last_newline")


@dataclass(frozen=True)
class Plan:
    """One composition: which submission, and what is done to it."""

    base: int
    texts: tuple[str, ...]
    encoding: str
    as_notebook: bool
    cells: tuple[str, ...]
    book: str
    name: str
    neighbours: tuple[str, ...]
    packing: str
    seed: int

    def __str__(self) -> str:
        inner = ["notebook", *self.cells, self.book] if self.as_notebook else [self.encoding]
        return ", ".join([*self.texts, *inner, self.name, *self.neighbours, self.packing])


def bases() -> list[tuple[Case, str]]:
    """Return the submissions of the corpus that are a single module, with its text."""
    found = []
    for case in [*cases("right"), *cases("wrong")]:
        files = [path for path in case.folder.rglob("*") if path.is_file()]
        if len(files) == 1 and files[0].name == f"{case.assignments[0].module}.py":
            try:
                text = files[0].read_bytes().decode("utf-8")
                ast.parse(text)
            except (UnicodeDecodeError, SyntaxError):
                continue
            if "\r" not in text and not text.startswith("\ufeff"):
                found.append((case, text))
    return found


def _some(names: list[str], most: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(names), max_size=most, unique=True).map(tuple)


def plans(count: int) -> st.SearchStrategy[Plan]:
    """Return compositions over so many bases."""
    return st.builds(
        Plan,
        base=st.integers(0, count - 1),
        texts=_some(list(TEXT), 3),
        encoding=st.sampled_from(list(ENCODINGS)),
        as_notebook=st.booleans(),
        cells=_some(list(CELLS), 4),
        book=st.sampled_from(list(BOOKS)),
        name=st.sampled_from(list(NAMES)),
        neighbours=_some(list(NEIGHBOURS), 3),
        packing=st.sampled_from(list(PACKINGS)),
        seed=st.integers(0, 2**32 - 1),
    )


def handed_in(plan: Plan, case: Case, text: str) -> dict[str, bytes]:
    """Return the files that a plan makes of a module."""
    rng = random.Random(plan.seed)
    for name in sorted(plan.texts, key=lambda change: change in _LAST):
        if not (plan.as_notebook and name == "its_own_folder"):  # a notebook has no __file__
            text = _changed(name, text, rng)
    module = case.assignments[0].module
    if plan.as_notebook:
        parts = cells_of(text, rng)
        for name in plan.cells:
            parts = CELLS[name](parts, rng)
        suffix, data = ".ipynb", book_of(parts, BOOKS[plan.book])
    else:
        suffix, data = ".py", ENCODINGS[plan.encoding](text)
    files = {NAMES[plan.name](module, suffix): data}
    stub = case.assignments[0].folder / f"{module}.py"
    for name in plan.neighbours:
        for path, content in NEIGHBOURS[name](f"{module}.py", stub.read_bytes(), rng).items():
            files.setdefault(path, content)
    return PACKINGS[plan.packing](files)


def _changed(name: str, text: str, rng: random.Random) -> str:
    try:
        return TEXT[name](text, rng)
    except (SyntaxError, ValueError):  # an earlier change has left no tree to look at
        return text


class Bench:
    """Grades bases and what plans make of them, with public checks alone."""

    def __init__(self, workers: Workers) -> None:
        self.bases = bases()
        self._grader = GradingRun(load_catalogue(), workers, public=True, explain=False)
        self._known: dict[int, dict[str, tuple[str, float]]] = {}

    def difference(self, plan: Plan) -> str | None:
        """Return what a plan changes in the verdicts, or None: it must change nothing."""
        case, text = self.bases[plan.base]
        if plan.base not in self._known:
            name = f"{case.assignments[0].module}.py"
            self._known[plan.base] = self._verdicts(case, {name: text.encode()})
        expected = self._known[plan.base]
        try:
            got = self._verdicts(case, handed_in(plan, case, text))
        except GraderError as error:
            return f"refused: {error}"
        changed = {
            name: (expected[name], got.get(name))
            for name in expected
            if expected[name] != got.get(name)
        }
        return f"{changed}" if changed else None

    def _verdicts(self, case: Case, files: dict[str, bytes]) -> dict[str, tuple[str, float]]:
        with tempfile.TemporaryDirectory() as folder:
            for name, data in files.items():
                path = Path(folder, "handed_in", name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
            submission: Submission = read_submission(
                Path(folder, "handed_in"), case.assignments, chosen=False
            )
            report = self._grader.grade(
                submission, chosen=[assignment.id for assignment in case.assignments]
            )
        return {
            exercise.id: (exercise.verdict.value, exercise.score)
            for assignment in report.assignments
            for exercise in assignment.exercises
        }


def changed_verdicts(bench: Bench, count: int, first: int) -> list[str]:
    """Return a line for every one of `count` compositions that changes a verdict."""
    found: list[str] = []

    @seed(first)
    @settings(
        max_examples=count,
        phases=(Phase.generate,),
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(plans(len(bench.bases)))
    def verdicts_stay(plan: Plan) -> None:
        if difference := bench.difference(plan):
            case, _ = bench.bases[plan.base]
            found.append(f"{case.kind}/{case.folder.name}: {plan}\n    {difference}")

    verdicts_stay()
    return found


def number_of_kinds() -> int:
    """Return how many kinds of change there are."""
    single = (TEXT, ENCODINGS, CELLS, BOOKS, NAMES, NEIGHBOURS, PACKINGS)
    return sum(len(kinds) for kinds in single)


def _run(job: tuple[int, int]) -> list[str]:
    with start() as workers:
        return changed_verdicts(Bench(workers), *job)


def main() -> None:
    """Try as many compositions as are asked for, in two processes."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    options = parser.parse_args()
    started = time.perf_counter()
    half = options.count // 2
    jobs = [(half, options.first), (options.count - half, options.first + 1)]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        found = [line for lines in pool.map(_run, jobs) for line in lines]
    for line in found:
        print(line)
    kinds = number_of_kinds()
    seconds = time.perf_counter() - started
    print(f"{options.count} compositions of {kinds} kinds in {seconds:.0f} s: {len(found)} changed")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
