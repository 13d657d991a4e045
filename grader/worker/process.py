"""The life of a worker, from just after it exists to its first answer.

descriptors: 0-2 null, 3 the call socket, all else closed
-> own session and process group, so that all it starts can be killed together
-> resource limits
-> (the lock-down goes here: after the limits, before a byte of the submission is read)
-> the submission, read from the call socket
-> calls
"""

from __future__ import annotations

import contextlib
import os
import resource
import socket
import sys

CALL_FD = 3


def run(memory_bytes: int, cpu_seconds: int) -> None:
    """Become the worker whose call socket is `CALL_FD`; never returns."""
    status = 1
    try:
        _limit(memory_bytes, cpu_seconds)
        from grader.worker.calls import serve

        serve(socket.socket(fileno=CALL_FD))
        status = 0
    except BaseException as error:  # noqa: BLE001 - must not unwind into the zygote's frames
        os.write(2, f"worker: {type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(status)


def take_descriptors(call_fd: int) -> None:
    """Put the call socket at `CALL_FD`, /dev/null below it, and close everything above.

    Output goes nowhere: it never costs points, and a flood of it has nothing to fill.
    """
    os.dup2(call_fd, CALL_FD)
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.closerange(CALL_FD + 1, 65536)
    sys.stdin = open(0, encoding="utf-8")  # noqa: SIM115 - lives as long as the process
    sys.stdout = open(1, "w", encoding="utf-8", errors="replace")  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="replace")  # noqa: SIM115


def _limit(memory_bytes: int, cpu_seconds: int) -> None:
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: 64,
        resource.RLIMIT_CPU: cpu_seconds,
    }
    if sys.platform == "linux":  # elsewhere the address space holds shared caches of unknown size
        limits[resource.RLIMIT_AS] = _address_space() + memory_bytes
    for kind, value in limits.items():
        _, hard = resource.getrlimit(kind)
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        with contextlib.suppress(ValueError):  # macOS refuses some limits it lists
            resource.setrlimit(kind, (bound, bound))


def _address_space() -> int:
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
