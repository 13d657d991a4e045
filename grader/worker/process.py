"""The life of a worker, from just after it exists to its first answer.

descriptors: 0-2 null, 3 the call socket, from 4 on what the lock-down takes until it is in force,
all else closed -> own session and process group, so that all it starts can be killed together ->
lock-down -> a first frame that says what holds -> the submission, from the call socket -> calls
"""

from __future__ import annotations

import fcntl
import os
import signal
import sys
from typing import NoReturn

from grader.limits import MAX_DESCRIPTOR, MAX_PROBLEM_CHARACTERS
from grader.wire.control import Ready, Spawn
from grader.wire.frames import FrameType, pack
from grader.wire.messages import encode
from grader.worker import courtesies
from grader.worker.lockdown import Plan, lock_down

CALL_FD = 3
_MOVED_FROM = 16  # above every number that a descriptor will get


def run(planned: Plan, settings: Spawn, parent: int | None = None) -> NoReturn:
    """Become the worker whose call socket is `CALL_FD`.

    `parent` is the process to die with, for one that was forked.
    """
    status = 1
    try:
        ready = _locked_down(planned, settings, parent)
        os.write(CALL_FD, pack(FrameType.READY, 0, encode(ready)))
        if ready.problem is None:
            from grader.worker.calls import serve

            courtesies.put_in_place()
            serve(CALL_FD)
            status = 0
    finally:  # must not unwind into the zygote's frames, whatever the submission raised
        os._exit(status)


def _locked_down(planned: Plan, settings: Spawn, parent: int | None) -> Ready:
    sys.orig_argv.clear()  # the command that started it names the kit's folder
    os.chdir("/")
    os.umask(0o077)
    # a shell has it ignored in the background, and a grade must not depend on where it is made
    signal.signal(signal.SIGINT, signal.default_int_handler)
    memory, seconds = settings.memory_bytes, settings.cpu_seconds
    try:
        layers = lock_down(planned, memory, seconds, settings.without, parent)
    except Exception as error:  # noqa: BLE001 - anything here means: run no submission
        return Ready((), f"{type(error).__name__}: {error}"[:MAX_PROBLEM_CHARACTERS])
    return Ready((*layers, "forked") if parent is not None else layers)


def take_descriptors(call_fd: int, planned: Plan) -> Plan:
    """Put the call socket at `CALL_FD`, /dev/null below it, and close all that is not needed.

    Output goes nowhere: it never costs points, and a flood of it has nothing to fill.
    Returns the plan with the numbers that its descriptors have now.
    """
    call_fd = fcntl.fcntl(call_fd, fcntl.F_DUPFD_CLOEXEC, _MOVED_FROM)
    needed = [
        fcntl.fcntl(number, fcntl.F_DUPFD_CLOEXEC, _MOVED_FROM) for number in planned.descriptors
    ]
    last = CALL_FD
    for last, number in enumerate((call_fd, *needed), CALL_FD):
        os.dup2(number, last)
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.closerange(last + 1, MAX_DESCRIPTOR)
    sys.stdin = open(0, encoding="utf-8")  # noqa: SIM115 - lives as long as the process
    sys.stdout = open(1, "w", encoding="utf-8", errors="replace")  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="replace")  # noqa: SIM115
    return planned.moved(range(CALL_FD + 1, last + 1))
