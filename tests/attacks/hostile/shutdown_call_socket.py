# expect: error
# score: 14
"""Shuts the socket to the grader down."""

import socket

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    socket.socket(fileno=3).shutdown(socket.SHUT_RDWR)
