# expect: error
# score: 14
"""Returns an object whose deletion ends the process."""

import os


class Bomb:
    def __del__(self):
        os._exit(0)

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    return [Bomb()]
