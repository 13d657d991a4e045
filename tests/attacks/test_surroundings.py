"""What surrounds a run: paths, streams and a system that lacks something. Nothing tears it down."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from grader.catalogue import ROOT, load_catalogue
from grader.commands.output import check_writable, write_whole
from grader.errors import OutputError, SubmissionError
from grader.host import workers
from grader.host.spawn import SetupProblem, can_fork, private_folder
from grader.limits import MAX_FOLDER_DEPTH
from grader.submission import read_submission

SOLUTION = ROOT / "solutions" / "02_recovery" / "recovery.py"


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_a_submission_that_is_a_link_is_not_followed(kind: str, tmp_path: Path) -> None:
    """A student's own folder may be one, to another student's or to the solutions."""
    link = tmp_path / "recovery.py"
    link.symlink_to(SOLUTION if kind == "file" else SOLUTION.parent)
    with pytest.raises(SubmissionError) as refused:
        read_submission(link, load_catalogue(), chosen=False)
    assert "recovery.py: a symbolic link, which is not followed: give /" in str(refused.value)


def test_folders_without_end_are_left_aside(tmp_path: Path) -> None:
    top = tmp_path / "top"
    top.mkdir()
    (top / "recovery.py").write_text("x = 1")
    here = os.open(top, os.O_RDONLY)
    for _ in range(1500):  # one by one: the whole path is longer than a path may be
        os.mkdir("a", dir_fd=here)
        below = os.open("a", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    try:
        found = read_submission(top, load_catalogue(), chosen=False)
    finally:
        subprocess.run(["rm", "-rf", str(top)], check=True)  # ours recurses
    assert [name for name, _ in found.files] == ["recovery.py"]
    ((path, why),) = found.aside
    assert path.count("a") == MAX_FOLDER_DEPTH + 1
    assert why == f"was not read below: over {MAX_FOLDER_DEPTH} folders deep"


def test_a_report_takes_the_place_of_no_pipe_device_or_link(tmp_path: Path) -> None:
    target = tmp_path / "target.json"
    target.write_text("old")
    link = tmp_path / "link.json"
    link.symlink_to(target)
    check_writable(link)
    write_whole(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    check_writable(pipe)
    write_whole(pipe, "whole")
    assert os.read(reading, 100) == b"whole"
    os.close(reading)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    write_whole(Path(os.devnull), "gone")
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


def test_a_device_that_cannot_be_written_is_refused_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write anywhere
    with pytest.raises(OutputError, match="pipe: cannot be written to"):
        check_writable(tmp_path / "pipe")


@pytest.mark.parametrize("closed", ["0<&-", "1>&-", "2>&-", "0<&- 1>&- 2>&-"])
def test_a_closed_stream_costs_nothing(closed: str, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    command = f'exec "$0" -m grader grade "$1" --assignment 02 --public --json "$2" {closed}'
    done = subprocess.run(
        ["sh", "-c", command, sys.executable, str(SOLUTION), str(report)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert '"verdict": "passed"' in report.read_text()


def test_without_a_list_of_processes_one_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    exists = os.path.exists
    monkeypatch.setattr(
        os.path, "exists", lambda path: not str(path).startswith("/proc") and exists(path)
    )
    with pytest.raises(SetupProblem, match=r"there is no /proc, .*: mount it"):
        workers.start()


@pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("unshare") is None, reason="only root unmounts /proc"
)
def test_without_proc_nothing_is_left_and_no_traceback_shown() -> None:
    command = f"umount -l /proc && exec {sys.executable} -m grader grade {SOLUTION}"
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if "unshare" in done.stderr or "umount" in done.stderr:
        pytest.skip("no mount namespaces here")
    assert done.returncode == 3
    assert done.stderr.splitlines() == [
        "grader: there is no /proc, by which workers are limited and watched: mount it"
    ]


@pytest.mark.skipif(not can_fork(), reason="workers are plain subprocesses here")
def test_a_zygote_that_ends_with_two_live_workers_is_silent() -> None:
    code = "from grader.host.workers import start; w = start(); w.open(); w.open(); w.close()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def _graded(shell: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Grade one assignment by a line of shell, in which $G stands for the command."""
    command = f"{sys.executable} -m grader grade {SOLUTION} --assignment 02 --public"
    return subprocess.run(
        ["sh", "-c", shell.replace("$G", command)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_where_nothing_can_be_graded_one_line_says_why(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    done = _graded(f"cd {gone} && rmdir {gone} && $G")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert done.stderr.startswith("grader: the working directory was deleted: ")
    done = _graded("$G", PYTHONOPTIMIZE="2")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "Python leaves docstrings out" in done.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no full device here")
def test_a_full_disk_is_one_line_and_the_report_is_printed() -> None:
    done = _graded("$G --json /dev/full")
    assert done.returncode == 2, done.stderr
    assert "20 / 20 points" in done.stdout
    assert done.stderr.splitlines() == [
        "grader: /dev/full: cannot be written (No space left on device)"
    ]
    done = _graded("$G > /dev/full")
    assert done.returncode == 3
    assert done.stderr.splitlines() == [
        "grader: the output cannot be written (No space left on device)"
    ]


def _as_in_a_terminal() -> None:
    """Undo what the tests themselves may have been started with: `nohup` ignores SIGHUP."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_ends_it_and_leaves_nothing(name: str, tmp_path: Path) -> None:
    """Sent as soon as it has made its folder, while torch is being imported."""
    number = getattr(signal, name)
    grader = subprocess.Popen(
        [sys.executable, "-m", "grader", "grade", str(SOLUTION)],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_as_in_a_terminal,
    )
    # by name: Python tries a file of its own there first, which is its to remove
    while not any(tmp_path.glob("grader-*")) and grader.poll() is None:
        os.sched_yield()
    grader.send_signal(number)
    said = grader.communicate(timeout=60)
    assert (grader.returncode, *said) == (128 + number, "", "")
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_grader_has_left_is_swept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    stays = {f"grader-{os.getpid()}-x", "grader-notes-x", "grader-4194305-full"}
    for name in (*stays, "grader-4194305-x"):  # no pid is so large
        (tmp_path / name).mkdir()
    (tmp_path / "grader-4194305-full" / "a").touch()
    with private_folder() as folder:
        assert {path.name for path in tmp_path.iterdir()} == stays | {Path(folder).name}
    assert {path.name for path in tmp_path.iterdir()} == stays


def test_no_room_for_temporary_files_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """As under `ulimit -f 0`, where even a byte that is written to see whether it can be is one."""

    def none() -> str:
        raise FileNotFoundError(2, "No usable temporary directory found in ['/tmp']")

    monkeypatch.setattr("tempfile.gettempdir", none)
    with pytest.raises(SetupProblem, match="set TMPDIR to one with room"):
        private_folder()
