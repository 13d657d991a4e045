# expect: error
# score: 14
"""An exception's text with template in it."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    raise ValueError('{{7*7}} ${7*7} {0.__class__} %s %n')
