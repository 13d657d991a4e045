# expect: error
# score: 14
"""Sets the machine's name."""

import socket

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    socket.sethostname('fmg-attack')
    raise RuntimeError('REACHED')
