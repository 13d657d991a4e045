# expect: error
# score: 14
# falls: no-seccomp limits plain
"""Listens on an abstract socket, which no file mode guards."""

import socket

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    sock = socket.socket(socket.AF_UNIX)
    sock.bind('\0fmg-attack')
    raise RuntimeError('REACHED')
