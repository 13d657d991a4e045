# expect: error
# score: 14
"""Sends raw packets."""

import socket

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)
    raise RuntimeError('REACHED')
