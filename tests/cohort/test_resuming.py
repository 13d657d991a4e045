"""Whatever ends a run, the next one goes on: nothing lost, wrong or twice."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from grader.cohort import local
from grader.cohort.local import LocalProcesses
from grader.cohort.lock import locked
from grader.cohort.running import ClassRun
from grader.cohort.store import DATABASE, Store
from grader.cohort.writing import write_outputs
from grader.errors import ClassError, GraderError, OutputError
from tests.cohort.stubs import (
    SETTING,
    Inline,
    OtherIsolation,
    Silent,
    StubGrader,
    make_class,
    run_stub,
)

#: chunks of 2: enough for several commits
_COUNT = 20


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    texts = {f"student {number:02}": f"# {'x' * number}\n" for number in range(_COUNT)}
    return make_class(tmp_path_factory.mktemp("class"), texts)


@pytest.fixture(scope="module")
def undisturbed(source: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, bytes]]:
    out = tmp_path_factory.mktemp("out")
    run_stub(source, out)
    return results(out)


@pytest.fixture(scope="module")
def forking() -> Iterator[ForkServerContext]:
    """Processes in the place of spawned ones that import all they need once, and not each time."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pytest.__main__", "tests.cohort.stubs"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local, "get_context", lambda _: context)
        yield context


def results(out: Path) -> list[tuple[str, bytes]]:
    with Store(out, must_exist=True) as store:
        return [(row.entry.name, row.report) for row in store.rows()]


@pytest.mark.parametrize("commits", [0, 1, 4])
def test_a_killed_run_goes_on_where_it_was(
    source: Path,
    tmp_path: Path,
    undisturbed: list[tuple[str, bytes]],
    commits: int,
    forking: ForkServerContext,
) -> None:
    killed = forking.Process(target=run_stub, args=(source, tmp_path, commits))
    killed.start()
    killed.join()
    assert killed.exitcode == -9
    assert len(results(tmp_path)) == 2 * commits
    run = run_stub(source, tmp_path)
    assert run.graded_now == _COUNT - 2 * commits
    assert results(tmp_path) == undisturbed


def test_a_finished_run_costs_nothing(source: Path, tmp_path: Path) -> None:
    run_stub(source, tmp_path)

    def refuse(*_: object) -> tuple[Inline, int]:
        raise AssertionError("nothing is left to grade")

    run = ClassRun(source, tmp_path, SETTING)
    with locked(tmp_path), Store(tmp_path) as store:
        run.into(store, refuse, watcher := Silent())
    assert (run.graded_now, watcher.known) == (0, _COUNT)


def test_a_changed_submission_alone_is_graded_again(tmp_path: Path) -> None:
    source = make_class(tmp_path / "class", {"a": "# 1", "b": "# 22", "c": "# 333"})
    run_stub(source, tmp_path / "out")
    before = dict(results(tmp_path / "out"))
    (source / "b" / "recovery.py").write_text("# changed")
    assert run_stub(source, tmp_path / "out").graded_now == 1
    after = dict(results(tmp_path / "out"))
    assert [name for name in after if after[name] != before[name]] == ["b"]


def test_the_same_work_twice_is_graded_once_and_told_of_both(tmp_path: Path) -> None:
    source = make_class(tmp_path / "class", {"a": "# the same", "b": "# the same"})
    assert run_stub(source, tmp_path / "out").graded_now == 1
    assert [name for name, _ in results(tmp_path / "out")] == ["a", "b"]


def test_two_runs_do_not_write_to_one_output(source: Path, tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(ClassError) as refused:
        run_stub(source, tmp_path)
    assert str(os.getpid()) in str(refused.value)
    assert "\n" not in str(refused.value)
    run_stub(source, tmp_path)


def test_another_database_is_not_written_to(source: Path, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / DATABASE) as database:
        database.execute("CREATE TABLE other(x)")
    with pytest.raises(OutputError, match="another folder"):
        run_stub(source, tmp_path)
    (tmp_path / DATABASE).write_bytes(b"no database at all" * 100)
    with pytest.raises(OutputError, match="not a database"):
        run_stub(source, tmp_path)


def test_an_output_that_cannot_be_written_is_told_in_one_line(source: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError) as refused:
        run_stub(source, tmp_path / "file")
    assert "\n" not in str(refused.value)


@pytest.fixture
def small_disk(tmp_path: Path) -> Path:
    where = tmp_path / "disk"
    where.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(where)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.decode().strip()}")
    return where


def _run_and_write(source: Path, out: Path) -> None:
    run_stub(source, out)
    with Store(out, must_exist=True) as store:
        write_outputs(store, out)


def test_a_full_disk_loses_nothing_that_was_kept(
    source: Path, small_disk: Path, undisturbed: list[tuple[str, bytes]]
) -> None:
    try:
        ballast = small_disk / "ballast"
        ballast.write_bytes(bytes(90_000))
        with pytest.raises(OutputError, match="full") as refused:
            _run_and_write(source, small_disk)
        assert "\n" not in str(refused.value)
        ballast.unlink()
        subprocess.run(["mount", "-o", "remount,size=4m", str(small_disk)], check=True)
        run_stub(source, small_disk)
        assert results(small_disk) == undisturbed
        subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
        with pytest.raises(OutputError, match="cannot be written"):
            run_stub(source, small_disk)
        assert results(small_disk) == undisturbed
    finally:
        subprocess.run(["umount", "-l", str(small_disk)], check=False)


@pytest.mark.usefixtures("forking")
def test_a_poison_submission_costs_itself_alone(tmp_path: Path) -> None:
    texts = {f"s{number:02}": f"# {'x' * number}" for number in range(16)}
    texts["s07"] = "# POISON"
    source = make_class(tmp_path / "class", texts)
    run = ClassRun(source, tmp_path / "out", SETTING)
    with locked(tmp_path / "out"), Store(tmp_path / "out") as store:
        run.into(store, lambda setting, _: (LocalProcesses(setting, 1, StubGrader), 1), Silent())
        rows = {row.entry.name: row for row in store.rows()}
    assert len(rows) == 16
    assert [name for name, row in rows.items() if row.lost] == ["s07"]
    assert run.given_up == 1
    assert b"was ended" in rows["s07"].report


@pytest.mark.usefixtures("forking")
def test_what_waits_behind_a_slow_submission_is_graded_by_others(tmp_path: Path) -> None:
    texts = {f"s{number:02}": f"# {'x' * number}" for number in range(16)}
    source = make_class(tmp_path / "class", texts | {"s01": "# SLOW"})
    run = ClassRun(source, tmp_path / "out", SETTING)
    with locked(tmp_path / "out"), Store(tmp_path / "out") as store:
        run.into(store, lambda setting, _: (LocalProcesses(setting, 2, StubGrader), 1), Silent())
        assert len(list(store.rows())) == 16
    assert run.graded_now == 16


@pytest.mark.usefixtures("forking")
def test_processes_that_hold_submissions_otherwise_are_refused(
    source: Path, tmp_path: Path
) -> None:
    run = ClassRun(source, tmp_path, SETTING)
    with (
        locked(tmp_path),
        Store(tmp_path) as store,
        pytest.raises(GraderError, match="different levels"),
    ):
        run.into(
            store, lambda setting, _: (LocalProcesses(setting, 2, OtherIsolation), 2), Silent()
        )
