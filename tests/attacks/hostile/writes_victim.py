# expect: error
# score: 14
"""Overwrites a file that everyone may write."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    open('@VICTIM@', 'w').write('mine')
    raise RuntimeError('REACHED')
