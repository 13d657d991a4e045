# expect: error
# score: 14
# falls: no-seccomp limits plain
"""Makes a pair of sockets, to pass descriptors."""

import socket

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    socket.socketpair()
    raise RuntimeError('REACHED')
