# expect: error
# score: 14
# falls: no-landlock limits plain
"""Reads what is mounted where: disks, volumes and folders of the course."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    with open("/proc/self/mountinfo") as mounts:
        found = mounts.read(100)
    raise RuntimeError(f"REACHED {found!r}")
