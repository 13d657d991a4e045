# expect: passed
# score: 20
# falls: no-seccomp limits plain
"""Reads the CPU clocks of the grader and of the zygote: how long they compute, and whether on this."""
import os
import time

from honest import *


def clock(pid, kind):
    try:
        return time.clock_gettime((~pid << 3) | kind)
    except OSError:
        return None


for pid in (@PID@, os.getppid(), 1):
    for kind in (0, 1, 2, 4, 5, 6):
        if clock(pid, kind) is not None:
            raise RuntimeError(f"REACHED the CPU clock of {pid}")

time.process_time(), time.thread_time(), time.perf_counter(), time.time(), time.monotonic()
