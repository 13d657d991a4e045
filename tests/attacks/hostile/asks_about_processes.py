# expect: passed
# score: 20
# falls: no-seccomp limits plain
"""Asks for sessions, groups, priorities, schedulers and capabilities of other processes."""
import ctypes
import os

from honest import *

libc = ctypes.CDLL(None)


def asked(function, *arguments):
    try:
        return function(*arguments)
    except OSError:
        return None


for pid in (@PID@, os.getppid(), 1):
    found = {
        "session": asked(os.getsid, pid),
        "group": asked(os.getpgid, pid),
        "priority": asked(os.getpriority, os.PRIO_PROCESS, pid),
        "processors": asked(os.sched_getaffinity, pid),
        "scheduler": asked(os.sched_getscheduler, pid),
        "parameters": asked(os.sched_getparam, pid),
    }
    header = (ctypes.c_int * 2)(0x20080522, pid)
    if libc.capget(header, (ctypes.c_int * 6)()) == 0:
        found["capabilities"] = True
    for what, answer in found.items():
        if answer is not None:
            raise RuntimeError(f"REACHED the {what} of {pid}: {answer}")
for which in (os.PRIO_PGRP, os.PRIO_USER):
    if asked(os.getpriority, which, 0) is not None:
        raise RuntimeError("REACHED the priorities of others")

os.getsid(0), os.getpgid(0), os.getpriority(os.PRIO_PROCESS, 0), os.sched_getaffinity(0)
