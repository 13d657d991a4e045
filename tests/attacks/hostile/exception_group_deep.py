# expect: error
# score: 14
"""Raises an exception group nested 5,000 deep."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    error = ValueError('inner')
    for _ in range(5000):
        error = ExceptionGroup('g', [error])
    raise error
