# expect: failed
# score: 14
"""An object that turns into any array that is asked for."""

import numpy as np


class Chameleon:
    def __array__(self, *_, **__):
        return np.zeros(1)

    __array_interface__ = {'shape': (1,), 'typestr': '<f4', 'data': (1, True), 'version': 3}

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    return Chameleon()
