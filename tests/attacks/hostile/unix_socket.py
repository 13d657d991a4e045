# expect: error
# score: 14
"""Connects to a socket in the file system, as Docker's is."""

import socket

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    sock = socket.socket(socket.AF_UNIX)
    sock.connect('/var/run/docker.sock')
    raise RuntimeError('REACHED')
