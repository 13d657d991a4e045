# expect: error
# score: 14
"""Sends descriptors over the call socket."""

import os
import socket

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    sock = socket.socket(fileno=os.dup(3))
    socket.send_fds(sock, [b'FMG1'], [0] * 10)
    raise RuntimeError('REACHED')
