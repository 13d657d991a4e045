"""Kills runs at random moments: `python -m tests.cohort.kills 100`.

Each run over one output is killed with SIGKILL once a random number of results is in the database,
after a random pause, until one ends by itself. Then all must be there, right, and once. Every other
time it is a process that grades which is killed, and the run goes on.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from grader.catalogue import ROOT
from grader.cohort.local import LocalProcesses
from grader.cohort.lock import locked
from grader.cohort.running import ClassRun
from grader.cohort.store import DATABASE, Store
from tests.cohort.stubs import SETTING, Silent, StubGrader, make_class, run_stub

_COUNT = 400


def main(kills: int) -> None:
    """Kill so often, and say what came of it."""
    chance = random.Random(kills)
    runs = done = workers = 0
    with tempfile.TemporaryDirectory() as name:
        where = Path(name)
        texts = {f"s{number:04}": f"# {'x' * number}\n" for number in range(_COUNT)}
        source = make_class(where / "class", texts)
        run_stub(source, where / "undisturbed")
        expected = _results(where / "undisturbed")
        assert len(expected) == _COUNT
        while done < kills:
            out = where / f"out{runs}"
            out.mkdir()
            runs += 1
            while done < kills:
                process = subprocess.Popen(
                    [sys.executable, "-m", "tests.cohort.kills", "run", str(source), str(out)],
                    cwd=ROOT,
                )
                known = _count(out)
                wanted = known + chance.randrange(_COUNT // 4)
                while _count(out) <= wanted and process.poll() is None:
                    time.sleep(0.002)
                time.sleep(chance.random() * 0.02)
                if process.poll() is not None:
                    break
                children = psutil.Process(process.pid).children()
                if done % 2 and children:
                    with contextlib.suppress(psutil.Error):
                        chance.choice(children).kill()
                    workers += 1
                    assert process.wait() == 0, "a run must outlive the processes that grade"
                else:
                    os.kill(process.pid, signal.SIGKILL)
                    process.wait()
                done += 1
                with sqlite3.connect(out / DATABASE) as database:
                    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                assert _count(out) >= known, "a result that was kept is lost"
            run_stub(source, out)
            assert _results(out) == expected
    print(f"{done} kills ({workers} of them of a process that grades) in {runs} outputs: all there")


def _count(out: Path) -> int:
    with contextlib.suppress(sqlite3.Error):
        database = sqlite3.connect(f"file:{out / DATABASE}?mode=ro", uri=True)
        with contextlib.closing(database):
            return int(database.execute("SELECT count(*) FROM results").fetchone()[0])
    return 0


def _results(out: Path) -> list[tuple[str, bytes]]:
    with Store(out, must_exist=True) as store:
        return [(row.entry.name, row.report) for row in store.rows()]


def _run(source: Path, out: Path) -> None:
    run = ClassRun(source, out, SETTING)
    with locked(out), Store(out) as store:
        run.into(store, lambda setting, _: (LocalProcesses(setting, 2, StubGrader), 2), Silent())


if __name__ == "__main__":
    if sys.argv[1] == "run":
        _run(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main(int(sys.argv[1]))
