# expect: failed error
# score: 14
# falls: no-seccomp limits plain
"""Looks for what the call socket's other end is."""

import os
import socket

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    sock = socket.socket(fileno=os.dup(3))
    try:
        found = sock.getsockopt(socket.SOL_SOCKET, 17, 12)
    except OSError:
        return None
    raise RuntimeError(f'REACHED {found}')
