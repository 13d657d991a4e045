"""Grades the whole corpus under many seeds: `python -m tests.campaign --seeds 200`.

Right submissions must keep every point and wrong ones lose their exercise, and no other, whatever
the seed; with public checks alone the same. Exits with 1 where that fails, and names the case.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from multiprocessing import get_context

from grader.catalogue import load_catalogue
from grader.runner import Grader
from tests.corpus import Case, cases


def failures(seeds: range, kinds: Sequence[str], public: bool) -> Iterator[str]:
    """Yield a line for every case that is misjudged under a seed."""
    corpus = [case for kind in kinds for case in cases(kind)]
    with Grader(load_catalogue(), explain=False, public=public) as first:
        for seed in seeds:
            grader = first.reseeded(seed)
            for case in corpus:
                problem = _problem(case, grader)
                if problem is not None:
                    yield f"seed {seed}: {case.kind}/{case.folder.name}: {problem}"


def _problem(case: Case, grader: Grader) -> str | None:
    report = case.grade(grader)
    exercises = [exercise for each in report.assignments for exercise in each.exercises]
    losing = [each.id for each in exercises if each.score < each.max_score]
    due = [case.about] if case.kind == "wrong" else []
    return None if losing == due else f"loses {losing}, must lose {due}"


def _run(job: tuple[range, Sequence[str], bool]) -> list[str]:
    found = []
    for line in failures(*job):
        print(line, flush=True)
        found.append(line)
    return found


def main() -> None:
    """Run two processes side by side."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--kinds", nargs="+", default=["right", "wrong"])
    parser.add_argument("--public", action="store_true")
    options = parser.parse_args()
    started = time.perf_counter()
    last = options.first + options.seeds
    jobs = [
        (range(options.first + part, last, 2), options.kinds, options.public) for part in range(2)
    ]
    with get_context("spawn").Pool(2) as pool:
        found = [line for lines in pool.map(_run, jobs) for line in lines]
    count = " and ".join(f"{len(cases(kind))} {kind}" for kind in options.kinds)
    print(
        f"{count} submissions under {options.seeds} seeds in "
        f"{time.perf_counter() - started:.0f} s: {len(found)} misjudged"
    )
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
