"""The kit's own side: grades folders one after the other in one process, and tells each as JSON.

`python -m tests.bench.peers.kit [--secret] FOLDER...`: the first one only warms up. With --secret
each has cases of its own, as a course grades.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from grader.catalogue import load_catalogue
from grader.host.workers import start
from grader.judging.grading_run import GradingRun
from grader.judging.secret import Secret
from grader.model import Assignment
from grader.reports.console import render
from grader.submission import read_submission
from tests.bench.peers.peer import MODULES


def seven() -> list[Assignment]:
    """Return assignments 02 and 03 with the seven functions and no others."""
    return [
        replace(
            assignment,
            exercises=tuple(
                exercise
                for exercise in assignment.exercises
                if exercise.id in MODULES[assignment.module]
            ),
        )
        for assignment in load_catalogue()
        if assignment.module in MODULES
    ]


def main(words: Sequence[str]) -> None:
    """Grade all; the CPU time is that of this process and of the workers."""
    folders = [Path(word) for word in words if word != "--secret"]
    secret = Secret(b"a secret of the benchmark") if "--secret" in words else None
    catalogue = seven()
    with start() as workers, GradingRun(catalogue, workers, secret=secret) as grader:
        for folder in folders:
            cpu, wall = time.process_time() + workers.cpu_seconds, time.perf_counter()
            submission = read_submission(folder, catalogue, chosen=False)
            report = grader.grade(submission)
            exercises = [exercise for part in report.assignments for exercise in part.exercises]
            told = {
                "name": folder.name,
                "cpu": time.process_time() + workers.cpu_seconds - cpu,
                "wall": time.perf_counter() - wall,
                "right": [part.id for part in exercises if part.score == part.max_score],
                "points": sum(part.score for part in exercises),
                "most": sum(part.max_score for part in exercises),
                "isolation": report.isolation,
                "text": render(report),
            }
            print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
