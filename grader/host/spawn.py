"""Starts an interpreter for the worker's side, and says how one ended."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil

from grader.errors import DEBUG, GraderError
from grader.host.lost import WorkerLost
from grader.limits import Limits
from grader.results import Verdict

#: before the pid of the grader
_FOLDER = "grader-"
_ROOT = Path(__file__).parents[2]
#: what ends a grader and lets it tidy up
_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

#: -s and -P keep the user's site-packages and the current folder out, and the environment is made
#: anew, so that no PYTHON* variable of the user's gets in. The kit's own folder leaves the path
#: again, so that no submission finds `solutions` by importing it.
_BOOT = (
    "import sys; sys.path.insert(0, {root!r}); import {module} as m; "
    "sys.path[:] = [p for p in sys.path if p != {root!r}]; m.main({fd})"
)


class SetupProblem(GraderError):
    """A worker could not be started at all: nothing that a submission did."""

    exit_code = 3


def command(module: str, descriptor: int) -> list[str]:
    """Return the command that runs `module.main(descriptor)` in a fresh interpreter."""
    boot = _BOOT.format(root=str(_ROOT), module=module, fd=descriptor)
    return [sys.executable, "-s", "-P", "-X", "utf8", "-c", boot]


def private_folder() -> tempfile.TemporaryDirectory[str]:
    """Return an empty folder that a worker can see, and neither list nor write.

    Those of graders that were killed are removed.

    Raises:
        SetupProblem: there is no folder for temporary files, or nothing may be written to one.
    """
    try:
        beside = Path(tempfile.gettempdir())
    except FileNotFoundError as error:
        raise SetupProblem(
            f"{error.strerror}: set TMPDIR to one with room, or lift the limit of `ulimit -f`"
        ) from None
    for left in beside.glob(f"{_FOLDER}*-*"):
        owner = left.name.removeprefix(_FOLDER).partition("-")[0]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            with contextlib.suppress(OSError):  # another user's, or not empty: not of ours
                left.rmdir()
    # a signal that comes before the folder is known to be ours would leave it
    kept_off = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        folder = tempfile.TemporaryDirectory(prefix=f"{_FOLDER}{os.getpid()}-")
        os.chmod(folder.name, 0o711)  # noqa: S103 - passed through, neither listed nor written
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, kept_off)
    return folder


def environment(folder: str) -> dict[str, str]:
    """Return a clean environment: nothing of the user's, no key, no path of the course.

    `folder` is an empty, private folder: torch and matplotlib want one to keep caches in.
    """
    kept = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "HOME": folder,
        "USER": "student",  # a worker's own user has no entry to take a name from
        "TMPDIR": folder,
        "TORCHINDUCTOR_CACHE_DIR": folder,  # must exist: what is imported would make it
        "OMP_NUM_THREADS": "1",
        "OMP_THREAD_LIMIT": "1",
        "TORCHDYNAMO_DISABLE": "1",  # torch.compile becomes the identity: no compiler is needed
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",  # the order of a set of strings is the same on every regrade
    } | {name: os.environ[name] for name in kept if name in os.environ}


def python(module: str, descriptor: int, folder: str) -> subprocess.Popen[bytes]:
    """Run `module.main(descriptor)` in a fresh interpreter with a clean environment.

    What it says is for debugging: of one that outlives its grader for a moment, users want nothing.
    """
    return subprocess.Popen(
        command(module, descriptor),
        pass_fds=[descriptor],
        env=environment(folder),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stderr=None if os.environ.get(DEBUG) else subprocess.DEVNULL,
        start_new_session=True,
    )


def ending(
    exit_code: int, signal_number: int | None, cpu_seconds: float, limits: Limits
) -> WorkerLost:
    """Return what to say of a worker that ended on its own, or by a limit that the system keeps."""
    if signal_number is None:
        return WorkerLost(
            Verdict.ERROR, f"your code ended the whole process (exit code {exit_code})"
        )
    # the kernel counts coarsely: at its limit, the usage that is told may lie below
    spent = signal_number == signal.SIGKILL and cpu_seconds > 0.8 * limits.total_seconds
    if spent or signal_number == getattr(signal, "SIGXCPU", None):
        return WorkerLost(
            Verdict.TIMEOUT,
            f"it used all the {limits.total_seconds} seconds of CPU time allowed",
        )
    if signal_number == getattr(signal, "SIGSYS", None):
        return WorkerLost(
            Verdict.ERROR, "your code was stopped: it made a system call that is not allowed here"
        )
    try:
        name = signal.Signals(signal_number).name
    except ValueError:
        name = f"signal {signal_number}"
    return WorkerLost(Verdict.ERROR, f"your code crashed the whole process ({name})")


def can_fork() -> bool:
    """Whether this system has what the zygote needs: Linux with process descriptors."""
    return sys.platform == "linux" and hasattr(os, "pidfd_open") and _pidfd_works()


def _pidfd_works() -> bool:
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:
        return False
    return os.path.exists(f"/proc/self/task/{os.getpid()}/children")
