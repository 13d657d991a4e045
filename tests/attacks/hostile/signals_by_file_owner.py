# expect: error
# score: 14
# falls: no-seccomp limits plain
"""Lets the kernel signal the grader when a pipe is ready."""

import fcntl
import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    reading, _ = os.pipe()
    fcntl.fcntl(reading, fcntl.F_SETOWN, @PID@)
    raise RuntimeError('REACHED')
