# expect: error
# score: 14
"""Sends what it knows in a host name."""

import socket

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    socket.getaddrinfo('token.example.org', 80)
    raise RuntimeError('REACHED')
