# expect: error
# score: 14
"""An exception's text with wide in it."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    raise ValueError('\U0001F600' * 3000 + '\u0301' * 3000)
