"""Grades for hours and kills at random: `python -m tests.soak [SUBMISSIONS [KILLS]]`.

By default 10,000 submissions through one grader, then 1,000 kills of a worker, the spare one, the
zygote, or the grader itself at a random moment. Prints memory, descriptors and processes at
the beginning and the end. Exits with 1 where something is wrong, grows, or is left; a kernel that
keeps the filters of workers that ended refuses one in the end, which is an error here.
"""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path

import psutil

from grader.catalogue import ROOT, load_catalogue
from grader.host.spawn import private_folder
from grader.host.workers import start
from grader.judging.grading_run import GradingRun
from grader.model import Submission
from grader.results import GradeReport
from grader.submission import read_submission
from tests.attacks.harness import HONEST

ASSIGNMENT = "02_recovery"
#: what a run may grow by: caches fill, and the allocator keeps what it was given
MOST_GROWTH = 32 << 20
#: of the submissions, one in so many is wrong, and is searched and explained
_WRONG_EVERY = 10
#: of the kills, one in so many is of a whole grader, which takes seconds to start
_GRADER_EVERY = 10
_SEED = 20261125


@dataclass(frozen=True)
class Held:
    """What this grader holds: bytes of memory, itself and its zygote; and numbers of the rest."""

    memory: int
    zygote_memory: int
    descriptors: int
    zygote_descriptors: int
    processes: int
    folders: int

    def __str__(self) -> str:
        return (
            f"grader {self.memory >> 20} MiB, {self.descriptors} descriptors; zygote "
            f"{self.zygote_memory >> 20} MiB, {self.zygote_descriptors} descriptors; "
            f"{self.processes} processes, {self.folders} folders"
        )

    def outgrown(self, before: Held) -> bool:
        """Whether it is more than before: more memory than caches take, or more of anything."""
        rest = zip(astuple(self)[2:], astuple(before)[2:], strict=True)
        grown = max(self.memory - before.memory, self.zygote_memory - before.zygote_memory)
        return grown > MOST_GROWTH or any(now > then for now, then in rest)


def held() -> Held:
    ours = psutil.Process()
    zygote, *_ = ours.children()
    return Held(
        ours.memory_info().rss,
        zygote.memory_info().rss,
        ours.num_fds(),
        zygote.num_fds(),
        len(ours.children(recursive=True)),
        len([*Path(tempfile.gettempdir()).glob("grader-*")]),
    )


def submissions(folder: Path) -> Iterator[tuple[Submission, float]]:
    """Yield submissions without end, no two alike, each with the score it deserves."""
    catalogue = load_catalogue(wanted=ASSIGNMENT)
    number = 0
    while True:
        number += 1
        wrong = number % _WRONG_EVERY == 0
        text = HONEST.replace("(1 - t) / t\n", "t / (1 - t)\n") if wrong else HONEST
        path = folder / "recovery.py"
        path.write_text(f"# {number}\n{text}", encoding="utf-8")
        yield read_submission(path, catalogue, chosen=True), 14.0 if wrong else 20.0


def grade_many(count: int, grader: GradingRun, folder: Path) -> list[str]:
    """Grade so many; return what was wrong, what this grader holds included."""
    before, found = None, []
    for number, (submission, deserved) in enumerate(submissions(folder), start=1):
        score = grader.grade(submission).score
        if score != deserved:
            found.append(f"submission {number}: {score:g} instead of {deserved:g}")
        if number in (max(20, count // 20), count):  # the caches are full by then
            now = held()
            print(f"after {number} submissions: {now}", flush=True)
            if before is not None and now.outgrown(before):
                found.append(f"grew from {before} to {now}")
            before = before or now
        if number == count:
            return found
    return found


def kill_many(count: int, grader: GradingRun, folder: Path) -> list[str]:
    """Kill so many processes; return what was wrong or left afterwards."""
    chance, found, ours = random.Random(_SEED), [], psutil.Process()
    supply = submissions(folder)
    before = held()
    for number in range(1, count + 1):
        if number % _GRADER_EVERY == 0:
            found += _kill_a_grader(chance.uniform(0, 4), folder)
            continue
        victims = ours.children(recursive=True)
        victim, wait = chance.choice(victims), chance.uniform(0, 0.3)
        timer = threading.Timer(wait, _kill, [victim])
        timer.start()
        submission, deserved = next(supply)
        hit = grader.grade(submission)
        timer.join()
        if hit.score != deserved and not _says_so(hit):
            found.append(f"kill {number}: {hit.score:g} points and not a word")
        submission, deserved = next(supply)
        again = grader.grade(submission)
        if again.score != deserved:
            found.append(f"kill {number}: the next one got {again.score:g}, not {deserved:g}")
            found += [f"  {check.message}" for check in again.checks if check.message]
    private_folder().cleanup()  # sweeps what killed graders have left
    now = held()
    print(f"after {count} kills: {now}", flush=True)
    if now.outgrown(before):
        found.append(f"left: {before} became {now}")
    return found


def _kill(process: psutil.Process) -> None:
    with contextlib.suppress(psutil.Error):
        process.kill()


def _says_so(report: GradeReport) -> bool:
    """Whether the checks that were lost say that the process was."""
    return any("process" in (check.message or "") for check in report.checks)


def _kill_a_grader(wait: float, folder: Path) -> list[str]:
    path = folder / "recovery.py"
    command = [sys.executable, "-m", "grader", "grade", str(path), "--assignment", "02"]
    grader = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(wait)
    below: list[psutil.Process] = []
    with contextlib.suppress(psutil.Error):
        below = psutil.Process(grader.pid).children(recursive=True)
    grader.kill()
    grader.wait()
    _, alive = psutil.wait_procs(below, timeout=20)
    return [f"a killed grader left {process}" for process in alive]


@contextlib.contextmanager
def _temporary_files_in(folder: str) -> Iterator[None]:
    """Keep apart from other graders, whose folders come and go."""
    tempfile.tempdir = os.environ["TMPDIR"] = folder
    yield
    tempfile.tempdir = None


def main() -> None:
    """Grade, then kill."""
    given = [int(word) for word in sys.argv[1:]]
    submissions, kills = (*given, *(10_000, 1000)[len(given) :])
    print(f"{submissions} submissions, {kills} kills, seed {_SEED}, pid {os.getpid()}", flush=True)
    catalogue = load_catalogue(wanted=ASSIGNMENT)
    with (
        tempfile.TemporaryDirectory() as name,
        _temporary_files_in(name),
        start() as workers,
        GradingRun(catalogue, workers) as grader,
    ):
        found = grade_many(submissions, grader, Path(name))
        found += kill_many(kills, grader, Path(name))
    for line in found:
        print(line)
    print("held" if not found else f"{len(found)} wrong")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
