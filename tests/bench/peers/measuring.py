"""Runs one command and says what it cost: its own CPU seconds and those of all that it started."""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

_LONGEST_SECONDS = 900
_SAMPLED_EVERY = 0.1


@dataclass(frozen=True)
class Cost:
    """What one command took. `peak` is memory, shared pages divided among those that share them."""

    cpu: float
    wall: float
    peak: int
    exit_code: int
    printed: str = field(repr=False)


def measured(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Cost:
    """Run a command in a folder to its end; what it prints, on both streams, is kept."""
    started = time.perf_counter()
    log = folder / "printed.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=out, stderr=subprocess.STDOUT
        )
    peak = _Peak(process.pid)
    end = threading.Timer(_LONGEST_SECONDS, process.kill)
    end.start()
    try:
        _, status, usage = os.wait4(process.pid, 0)
    finally:
        end.cancel()
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    printed = log.read_text(encoding="utf-8", errors="replace")
    cpu = usage.ru_utime + usage.ru_stime
    return Cost(cpu, wall, peak.bytes(), process.returncode, printed)


class _Peak:
    """Looks at a process and its descendants, ten times a second, until it ends."""

    def __init__(self, pid: int) -> None:
        self._most = 0
        self._root = psutil.Process(pid)
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def bytes(self) -> int:
        self._thread.join()
        return self._most

    def _look(self) -> None:
        with contextlib.suppress(psutil.Error):
            while self._root.is_running() and self._root.status() != psutil.STATUS_ZOMBIE:
                self._most = max(self._most, self._now())
                time.sleep(_SAMPLED_EVERY)

    def _now(self) -> int:
        total = 0
        for process in (self._root, *self._root.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                total += process.memory_full_info().pss
        return total
