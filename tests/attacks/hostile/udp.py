# expect: error
# score: 14
# falls: no-seccomp limits plain
"""Sends a datagram."""

import socket

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))
    raise RuntimeError('REACHED')
