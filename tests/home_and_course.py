"""Grades the corpus as students do and as a course does: `python -m tests.home_and_course`.

Both must give the same points, exercise by exercise, time-outs and memory included. Exits with 1
where they do not, and names the submission.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence

from grader.catalogue import load_catalogue
from grader.errors import GraderError
from grader.host.workers import start
from grader.judging.grading_run import GradingRun
from grader.limits import Limits
from tests.corpus import ODD_LIMITS, Case, cases


def differences(corpus: Sequence[Case], limits: Limits) -> Iterator[str]:
    """Yield a line for every submission whose points differ."""
    catalogue = load_catalogue()
    with (
        start(limits) as workers,
        GradingRun(catalogue, workers, explain=False) as course,
        GradingRun(catalogue, workers, explain=False, public=True) as home,
    ):
        for case in corpus:
            theirs, own = _points(case, course), _points(case, home)
            if theirs != own:
                yield f"{case.kind}/{case.folder.name}: course {theirs}, home {own}"


def _points(case: Case, grader: GradingRun) -> dict[str, float] | str:
    try:
        report = case.grade(grader)
    except GraderError as error:
        return str(error)
    return {
        exercise.id: exercise.score
        for assignment in report.assignments
        for exercise in assignment.exercises
    }


def main() -> None:
    """Compare the whole corpus."""
    started, count, found = time.perf_counter(), 0, 0
    for kind, limits in (("right", Limits()), ("wrong", Limits()), ("odd", ODD_LIMITS)):
        corpus = cases(kind)
        count += len(corpus)
        for line in differences(corpus, limits):
            found += 1
            print(line, flush=True)
    seconds = time.perf_counter() - started
    print(f"{count} submissions at home and at the course in {seconds:.0f} s: {found} differ")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
