# expect: error
# score: 14
"""An exception's text with osc link in it."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    raise ValueError('\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\ \x1b]0;title\x07')
