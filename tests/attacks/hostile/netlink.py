# expect: error
# score: 14
# falls: no-seccomp limits plain
"""Asks the kernel for the machine's routes."""

import socket

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
    raise RuntimeError('REACHED')
