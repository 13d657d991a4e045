"""How long things take, as ratios and medians of one run: `make bench`.

A machine's speed drifts, so what is compared is measured in turn, pair by pair, and the median of
the ratios is quoted. Nothing here passes or fails.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from assignments.course.flows import WaveField
from grader.catalogue import SOLUTIONS, load_catalogue
from grader.host.values import Model, prepare
from grader.host.workers import start
from grader.judging.grading_run import GradingRun
from grader.judging.session import Session
from grader.limits import Limits
from grader.submission import read_submission
from tests.bench.isolation import main as isolation

_PAIRS = 7


@dataclass(frozen=True)
class Row:
    """One figure: what was measured, its median, its range, and the target."""

    what: str
    values: list[float]
    unit: str
    target: str

    def __str__(self) -> str:
        values = sorted(self.values)
        median = f"{statistics.median(values):.3g} {self.unit}".strip()
        spread = f"{values[0]:.3g} to {values[-1]:.3g}"
        return f"{self.what:<46} {median:>10}  {spread:>16}  target {self.target}"


def _wall(arguments: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def grade_over_import() -> Row:
    """Compare a whole grade of the solutions with `import torch`, both as fresh processes."""
    grade = ["-m", "grader", "grade", str(SOLUTIONS)]
    _wall(grade)  # what is read from the disk once is not measured
    ratios = [_wall(grade) / _wall(["-c", "import torch"]) for _ in range(_PAIRS)]
    return Row("wall time of a grade / of `import torch`", ratios, "", "<= 1.6")


def _cpu_of_import() -> float:
    """Return the CPU seconds of `import torch` in a process of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _wall(["-c", "import torch"])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def second_submission(what: str, numbers: str, target: str) -> Row:
    """Compare a further submission with `import torch`, by CPU time, worker and parent together."""
    catalogue = [known for known in load_catalogue() if known.number in numbers.split()]
    submission = read_submission(SOLUTIONS, catalogue, chosen=False)
    ratios = []
    with start() as workers, GradingRun(catalogue, workers) as grader:
        grader.grade(submission)
        for _ in range(_PAIRS):
            parent, worker = time.process_time(), workers.cpu_seconds
            grader.grade(submission)
            parent, worker = time.process_time() - parent, workers.cpu_seconds - worker
            ratios.append((parent + worker) / _cpu_of_import())
    return Row(f"CPU of a further {what} / `import torch`", ratios, "", target)


def _median_ms(function: Callable[[], object], repetitions: int) -> float:
    times = []
    for _ in range(repetitions):
        started = time.perf_counter()
        function()
        times.append(1e3 * (time.perf_counter() - started))
    return statistics.median(times)


def calls() -> list[Row]:
    """Measure a call to the worker, and a proxied model call, each the median of many."""
    catalogue = load_catalogue(wanted="03")
    submission = read_submission(SOLUTIONS, catalogue, chosen=False)
    often = Limits(evaluations_in_all=1 << 20)
    workers = start(often)
    x, t = np.ones((3, 2), np.float32), np.full(3, 0.5, np.float32)
    field = Model("u_theta", WaveField(1, 1, 1, 1))
    plain = prepare("u_from_eps", [x, x, t], 0)
    short, long = (prepare("euler_sample", [field, x, steps], 0) for steps in (1, 51))
    with Session(workers, catalogue[0], submission, often) as session:
        call_ms, model_ms = [], []
        for _ in range(_PAIRS):
            call_ms.append(_median_ms(lambda: session.call(plain), 200))
            longer = _median_ms(lambda: session.call(long), 40)
            model_ms.append((longer - _median_ms(lambda: session.call(short), 40)) / 50)
    workers.close()
    return [
        Row("one call to the worker", call_ms, "ms", "<= 0.3 ms"),
        Row("one proxied model call", model_ms, "ms", "<= 0.3 ms"),
    ]


def main() -> None:
    """Print every figure as it comes."""
    print(f"{'':<46} {'median':>10}  {'range':>16}")
    print(grade_over_import(), flush=True)
    print(second_submission("01 to 03", "01 02 03", "<= 0.46"), flush=True)
    print(second_submission("05", "05", "<= 4"), flush=True)
    for row in calls():
        print(row, flush=True)
    isolation()


if __name__ == "__main__":
    main()
