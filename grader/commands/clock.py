"""Tells how long this process has run: what a user waited for a command, its imports included."""

from __future__ import annotations

import os
import time
from pathlib import Path

#: where the system does not tell: what the interpreter used until it came here has passed at least
_BEGAN = time.perf_counter() - time.process_time()


def seconds_since_start() -> float:
    """Return the seconds since this process was started."""
    least = time.perf_counter() - _BEGAN
    try:
        # the name of the program, in brackets, may hold anything; the start is 20 fields after it
        fields = Path("/proc/self/stat").read_text(errors="replace").rpartition(")")[2].split()
        started = int(fields[19]) / os.sysconf("SC_CLK_TCK")
        exact = time.clock_gettime(time.CLOCK_BOOTTIME) - started
    except (OSError, ValueError, IndexError, AttributeError):
        return least
    # a sandbox may count from another moment than its clock does
    return exact if least - 0.1 <= exact <= least + 10 else least
