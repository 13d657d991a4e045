"""Resource limits: what one worker may take from the machine. They can be lowered, never raised."""

from __future__ import annotations

import contextlib
import os
import resource
import sys

from grader.limits import MAX_OPEN_FILES, MAX_PENDING_SIGNALS, SIGNAL_GRACE_SECONDS


def limit(memory_bytes: int, cpu_seconds: int, processes: int | None) -> None:
    """Set the limits of this process. `processes` is how many its user may have in all."""
    wanted = {
        "RLIMIT_CORE": 0,  # a crash writes no file
        "RLIMIT_FSIZE": 0,  # no file grows: no disk is filled, nothing is left behind
        "RLIMIT_NOFILE": MAX_OPEN_FILES,
        "RLIMIT_MEMLOCK": 0,
        "RLIMIT_MSGQUEUE": 0,
        "RLIMIT_SIGPENDING": MAX_PENDING_SIGNALS,
        "RLIMIT_RTPRIO": 0,
        "RLIMIT_NICE": 0,
        "RLIMIT_CPU": cpu_seconds,
    }
    if processes is not None:
        wanted["RLIMIT_NPROC"] = processes
    if sys.platform == "linux":  # elsewhere the address space holds shared caches of unknown size
        wanted["RLIMIT_AS"] = _address_space() + memory_bytes
    for name, value in wanted.items():
        kind = getattr(resource, name, None)
        if kind is None:
            continue
        _, hard = resource.getrlimit(kind)
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        # at the end of the CPU time one signal says so, and a later one cannot be ignored
        is_cpu = name == "RLIMIT_CPU" and hard == resource.RLIM_INFINITY
        last = bound + SIGNAL_GRACE_SECONDS if is_cpu else bound
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some limits it lists
            resource.setrlimit(kind, (bound, last))


def _address_space() -> int:
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
