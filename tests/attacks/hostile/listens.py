# expect: error
# score: 14
# falls: limits plain
"""Opens a port."""

import socket

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    server = socket.socket()
    server.bind(('127.0.0.1', 0))
    server.listen()
    raise RuntimeError('REACHED')
