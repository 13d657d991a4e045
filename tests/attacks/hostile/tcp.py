# expect: error
# score: 14
"""Connects by TCP."""

import socket

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    socket.create_connection(('127.0.0.1', 80), 1)
    raise RuntimeError('REACHED')
