"""A Dask cluster held against the local run: `python -m tests.cohort.dask_cluster`.

Two worker processes, stubs or real grading (`--real`); then a worker is killed, and the scheduler.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from grader.cohort.chunks import Sink, Work
from grader.cohort.core import ChunkGrader, Grader
from grader.cohort.dask_cluster import DaskCluster
from grader.cohort.local import LocalProcesses
from grader.cohort.lock import locked
from grader.cohort.records import Chunk, Graded, Node, Setting
from grader.cohort.running import ClassRun, Drive, Driver
from grader.cohort.store import Store
from grader.errors import ClassError
from tests.cohort.stubs import SETTING, Silent, StubGrader, make_class

Make = Callable[[Setting], Grader]
WORKERS: list[subprocess.Popen[bytes]] = []
ADDRESS = "tcp://127.0.0.1:18786"


def main() -> None:
    make: Make = ChunkGrader if "--real" in sys.argv else StubGrader
    count = 6 if make is ChunkGrader else 200
    with tempfile.TemporaryDirectory() as name:
        where = Path(name)
        texts = {
            f"s{n:03}": f"# {n}\ndef x1_from_u(x_t, u, t): return x_t * {n}" for n in range(count)
        }
        source = make_class(where / "class", texts)
        local = graded(source, where / "local", lambda s, n: (LocalProcesses(s, 2, make), 2))
        scheduler, workers = started()
        try:
            apart = graded(source, where / "dask", lambda s, n: connected(s, make))
            print(f"{count} submissions: local and Dask identical: {local == apart}", flush=True)
            assert local == apart
            killer = After(1, lambda: os.kill(workers[0].pid, signal.SIGKILL))
            again = graded(source, where / "killed", lambda s, n: connected(s, make, killer))
            print(f"a worker killed: identical: {local == again}", flush=True)
            assert local == again
            killer = After(1, lambda: os.kill(scheduler.pid, signal.SIGKILL))
            try:
                graded(source, where / "gone", lambda s, n: connected(s, make, killer))
            except ClassError as error:
                print(f"the scheduler killed: {error}", flush=True)
            resumed = graded(source, where / "gone", lambda s, n: (LocalProcesses(s, 2, make), 2))
            print(f"resumed: identical: {local == resumed}", flush=True)
            assert local == resumed
        finally:
            for process in (scheduler, *workers):
                process.kill()


def started() -> tuple[subprocess.Popen[bytes], list[subprocess.Popen[bytes]]]:
    dask = [
        sys.executable,
        "-m",
        "distributed.cli.dask_scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        "18786",
        "--no-dashboard",
        "--no-show",
    ]
    scheduler = subprocess.Popen(
        dask, stderr=subprocess.DEVNULL if "--debug" not in sys.argv else None
    )
    worker = [
        sys.executable,
        "-m",
        "distributed.cli.dask_worker",
        ADDRESS,
        "--nthreads",
        "1",
        "--host",
        "127.0.0.1",
        "--no-dashboard",
        "--death-timeout",
        "120",
        "--no-nanny",
    ]
    workers = WORKERS
    workers += [
        subprocess.Popen(worker, stderr=subprocess.DEVNULL if "--debug" not in sys.argv else None)
        for _ in range(2)
    ]
    return scheduler, workers


def connected(setting: Setting, make: Make, killer: After | None = None) -> tuple[Driver, int]:
    while True:
        try:
            cluster = DaskCluster(ADDRESS, setting, make)
        except ClassError:
            continue
        if cluster.cores == len([worker for worker in WORKERS if worker.poll() is None]):
            break
        cluster.__exit__()
        time.sleep(0.2)
    if killer is not None:
        killer.driver = cluster
        return killer, 2
    return cluster, 2


class After:
    """Does something once so many chunks are in."""

    driver: DaskCluster

    def __init__(self, chunks: int, act: Callable[[], None]) -> None:
        self._left, self._act = chunks, act

    def run(self, work: Work, sink: Sink) -> None:
        self._sink = sink
        self.driver.run(work, self)

    def joined(self, node: Node) -> None:
        self._sink.joined(node)

    def lost(self, chunk: Chunk) -> None:
        self._sink.lost(chunk)

    def graded(self, graded: Graded) -> None:
        self._sink.graded(graded)
        self._left -= 1
        if self._left == 0:
            threading.Thread(target=self._act).start()

    def __enter__(self) -> After:
        return self

    def __exit__(self, *details: object) -> None:
        self.driver.__exit__(*details)


def graded(source: Path, out: Path, drive: Drive) -> list[tuple[str, bytes]]:
    run = ClassRun(source, out, SETTING)
    with locked(out), Store(out) as store:
        run.into(store, drive, Silent())
        return [(row.entry.name, row.report) for row in store.rows()]


if __name__ == "__main__":
    main()
