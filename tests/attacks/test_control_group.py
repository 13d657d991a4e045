"""A worker's control group: where one is given, in files that stand for the kernel's."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from grader.host.spawn import can_fork
from grader.host.workers import start
from grader.limits import MAX_THREADS
from grader.worker.lockdown import control_group

pytestmark = pytest.mark.skipif(not can_fork(), reason="there are no control groups here")

_LIMITS = ("memory.max", "memory.swap.max", "pids.max", "cgroup.procs")


def _group(path: Path, hands_on: str = "cpu memory pids", topmost: bool = False) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    (path / "cgroup.subtree_control").write_text(f"{hands_on}\n")
    if not topmost:
        (path / "cgroup.type").touch()
    return path


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folders that get their files when they are made, and can be removed with them."""
    make = Path.mkdir

    def made(path: Path, *arguments: object, **options: object) -> None:
        make(path, *arguments, **options)  # type: ignore[arg-type]
        if path.name.startswith("grader-"):
            for name in _LIMITS:
                (path / name).touch()

    monkeypatch.setattr(Path, "mkdir", made)
    monkeypatch.setattr(Path, "rmdir", shutil.rmtree)
    return tmp_path


def test_it_is_below_our_own_where_that_hands_on(files: Path) -> None:
    _group(files, topmost=True)
    assert control_group.find(files, "/") == files
    assert sorted(path.name for path in files.iterdir()) == ["cgroup.subtree_control"]


@pytest.mark.parametrize("hands_on", ["", "memory", "pids cpu"])
def test_it_is_nowhere_that_does_not_hand_both_on(hands_on: str, files: Path) -> None:
    _group(files, hands_on)
    _group(files / "ours", hands_on)
    assert control_group.find(files, "/ours") is None
    assert control_group.find(files, "/gone/../ours") is None
    assert control_group.find(files / "none", "/") is None


def test_it_is_beside_our_own_only_where_that_was_handed_over(
    files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _group(files, topmost=True)  # the machine's own: whoever looks after it looks after all in it
    _group(files / "slice")
    _group(files / "slice" / "ours", "")
    assert control_group.find(files, "/slice/ours") is None
    marks = {(files / "slice", "user.delegate"): b"1"}

    def mark(path: Path, name: str) -> bytes:
        try:
            return marks[path, name]
        except KeyError:
            raise OSError(61, "no such attribute") from None

    monkeypatch.setattr(os, "getxattr", mark)
    assert control_group.find(files, "/slice/ours") == files / "slice"
    (files / "cgroup.type").touch()  # of a container
    _group(files / "init", "")
    assert control_group.find(files, "/init") == files


def test_a_group_bounds_memory_and_threads_and_goes_with_its_worker(files: Path) -> None:
    assert control_group.enter(files, 1, 7 << 20)
    (group,) = files.iterdir()
    assert (group / "memory.max").read_text() == str(7 << 20)
    assert (group / "pids.max").read_text() == str(MAX_THREADS)
    assert (group / "cgroup.procs").read_text() == "0"
    control_group.remove(files, 1, os.getpid())
    assert list(files.iterdir()) == []
    control_group.remove(files, 1, os.getpid())  # which is gone: nothing is raised


@pytest.mark.parametrize("missing", ["memory.max", "pids.max", "cgroup.procs"])
def test_one_that_is_refused_leaves_nothing(
    missing: str, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{__name__}._LIMITS", tuple(name for name in _LIMITS if name != missing))
    _group(files, topmost=True)
    assert not control_group.enter(files, 1, 1 << 30)
    assert control_group.find(files, "/") is None
    assert sorted(path.name for path in files.iterdir()) == ["cgroup.subtree_control"]


def test_what_a_killed_grader_has_left_is_removed(files: Path) -> None:
    _group(files, topmost=True)
    for parent in (os.getpid(), 2**22 + 1):  # no pid is so large
        (files / f"grader-{parent}-5").mkdir()
    assert control_group.find(files, "/") == files
    assert [path.name for path in files.glob("grader-*")] == [f"grader-{os.getpid()}-5"]


def test_here_workers_leave_none() -> None:
    with start() as workers:
        workers.open().close()
        held = "control-group" in workers.layers
    group = control_group.find()
    assert held == (group is not None)
    assert group is None or not [*group.glob("grader-*")]
