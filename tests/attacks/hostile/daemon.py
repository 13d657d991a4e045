# expect: error
# score: 14
# falls: no-seccomp limits plain
"""Leaves a daemon behind."""

import os
import time

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(60)
        os._exit(0)
    raise RuntimeError('REACHED')
