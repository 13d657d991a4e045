# expect: error
# score: 14
# falls: no-seccomp limits plain
"""Waits for descriptors on the call socket."""

import os
import socket

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    sock = socket.socket(fileno=os.dup(3))
    socket.recv_fds(sock, 1, 1)
    raise RuntimeError('REACHED')
