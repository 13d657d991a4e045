"""Starts an interpreter for the worker's side, and says how one ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from grader.model import GraderError

_ROOT = Path(__file__).parents[2]

#: -I keeps PYTHON* variables, the user's site-packages and the current folder out. The kit's own
#: folder leaves the path again, so that no submission finds `solutions` by importing it.
_BOOT = (
    "import sys; sys.path.insert(0, {root!r}); import {module} as m; "
    "sys.path[:] = [p for p in sys.path if p != {root!r}]; m.main({fd})"
)


class SetupProblem(GraderError):
    """A worker could not be started at all: nothing that a submission did."""

    exit_code = 3


def python(module: str, descriptor: int, folder: str) -> subprocess.Popen[bytes]:
    """Run `module.main(descriptor)` in a fresh interpreter with a clean environment.

    `folder` is an empty, private folder: torch and matplotlib want one to keep caches in.
    """
    boot = _BOOT.format(root=str(_ROOT), module=module, fd=descriptor)
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "HOME": folder,
        "TMPDIR": folder,
        "OMP_NUM_THREADS": "1",
        "OMP_THREAD_LIMIT": "1",
        "TORCHDYNAMO_DISABLE": "1",  # torch.compile becomes the identity: no compiler is needed
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    kept = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
    environment |= {name: os.environ[name] for name in kept if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-I", "-X", "utf8", "-c", boot],
        pass_fds=[descriptor],
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


def how_it_ended(exit_code: int, signal_number: int | None) -> str:
    """Return the sentence for a worker that ended on its own."""
    if signal_number is None:
        return f"your code ended the whole process (exit code {exit_code})"
    try:
        name = signal.Signals(signal_number).name
    except ValueError:
        name = f"signal {signal_number}"
    return f"your code crashed the whole process ({name})"
