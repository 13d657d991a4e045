"""Grades the whole corpus under many seeds: `python -m tests.campaign --seeds 200`.

Right submissions must keep every point and wrong ones lose their exercise, and no other, whatever
the seed; with public checks alone the same. Exits with 1 where that fails, and names the case.

Many submissions share functions, so under each seed an exercise is graded once for each text that
it can reach. Where an exercise is to be lost, the slow checks of distributions are asked last.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from grader.audit.corpus.reach import reachable
from grader.host.workers import start
from grader.judging.grading_run import GradingRun
from grader.limits import Limits
from grader.model import Assignment, Exercise, Kind
from tests.corpus import Case, cases


class _Judge:
    """Says which exercises a case loses under a seed, and remembers it for equal texts."""

    def __init__(self, public: bool) -> None:
        self._public = public
        self._workers = start(Limits())
        self._runs: dict[str, GradingRun] = {}
        self._seed = 0
        self._known: dict[tuple[str, str], bool] = {}

    def under(self, seed: int) -> None:
        """Go on with another seed."""
        self._close_runs()
        self._seed = seed
        self._known.clear()

    def loses(self, case: Case, assignment: Assignment, exercise: Exercise) -> bool:
        key = exercise.id, _text(case.folder, exercise.id)
        if key not in self._known:
            self._known[key] = self._judge(case, assignment, exercise)
        return self._known[key]

    def _judge(self, case: Case, assignment: Assignment, exercise: Exercise) -> bool:
        swift = tuple(check for check in exercise.checks if check.kind is not Kind.DISTRIBUTION)
        if case.about == exercise.id and len(swift) < len(exercise.checks):
            some = replace(exercise, checks=swift)
            if self._lost(case, assignment, some, f"{exercise.id}, swiftly"):
                return True
        return self._lost(case, assignment, exercise, exercise.id)

    def _lost(self, case: Case, assignment: Assignment, exercise: Exercise, name: str) -> bool:
        if name not in self._runs:
            self._runs[name] = GradingRun(
                [replace(assignment, exercises=(exercise,))],
                self._workers,
                seed=self._seed,
                public=self._public,
                explain=False,
            )
        report = case.grade(self._runs[name])
        return report.score < report.max_score

    def _close_runs(self) -> None:
        for run in self._runs.values():
            run.close()
        self._runs.clear()

    def close(self) -> None:
        self._close_runs()
        self._workers.close()


@cache
def _text(folder: Path, exercise: str) -> str:
    sources = list(folder.iterdir())
    if len(sources) == 1 and sources[0].suffix == ".py":
        return reachable(sources[0].read_bytes(), exercise)
    return str(folder)


@dataclass(frozen=True)
class Job:
    """What one process does: `own` leaves out the exercises that a wrong case is not about."""

    seeds: range
    kinds: Sequence[str]
    public: bool
    own: bool


def failures(job: Job) -> Iterator[str]:
    """Yield a line for every case that is misjudged under a seed."""
    corpus = [case for kind in job.kinds for case in cases(kind)]
    judge = _Judge(job.public)
    try:
        for seed in job.seeds:
            judge.under(seed)
            for case in corpus:
                exercises = [
                    (assignment, exercise)
                    for assignment in case.assignments
                    for exercise in assignment.exercises
                    if case.about == exercise.id or not (job.own and case.kind == "wrong")
                ]
                losing = [
                    exercise.id
                    for assignment, exercise in exercises
                    if judge.loses(case, assignment, exercise)
                ]
                expected = [case.about] if case.kind == "wrong" else []
                if losing != expected:
                    name = f"{case.kind}/{case.folder.name}"
                    yield f"seed {seed}: {name}: loses {losing}, must lose {expected}"
            print(f"seed {seed} is done", file=sys.stderr, flush=True)
    finally:
        judge.close()


def _run(job: Job) -> list[str]:
    found = []
    for line in failures(job):
        print(line, flush=True)
        found.append(line)
    return found


def main() -> None:
    """Run two processes side by side."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--kinds", nargs="+", default=["right", "wrong"])
    parser.add_argument("--public", action="store_true", help="public checks alone")
    parser.add_argument("--own", action="store_true", help="of wrong ones their exercise only")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    started = time.perf_counter()
    last, count = options.first + options.seeds, options.processes
    jobs = [
        Job(range(options.first + part, last, count), options.kinds, options.public, options.own)
        for part in range(count)
    ]
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
        found = [line for lines in pool.map(_run, jobs) for line in lines]
    size = " and ".join(f"{len(cases(kind))} {kind}" for kind in options.kinds)
    print(
        f"{size} submissions under {options.seeds} seeds in "
        f"{time.perf_counter() - started:.0f} s: {len(found)} misjudged"
    )
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
