# expect: error
# score: 14
"""Replaces the compiled form of a library's module."""

import decimal

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    with open(decimal.__cached__ or '/usr/lib/x.pyc', 'r+b') as stream:
        stream.seek(0, 2)
        raise RuntimeError('REACHED')
