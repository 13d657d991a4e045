# expect: error
# score: 14
"""An exception's text with ansi in it."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    raise ValueError('\x1b[2J\x1b[1;1H\x1b[32mAll checks passed\x1b[0m')
