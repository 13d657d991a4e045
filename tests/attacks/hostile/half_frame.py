# expect: timeout error
# score: 14
"""Sends half of a frame's header and waits."""

import os
import time

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    os.write(3, b'FMG1\x04')
    time.sleep(3600)
