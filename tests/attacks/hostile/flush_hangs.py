# expect: failed
# score: 14
"""Replaces stdout by an object whose flush never ends."""

import sys


class Hang:
    def write(self, text):
        while True:
            pass

    flush = close = write

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    sys.stdout = sys.stderr = Hang()
    return None
