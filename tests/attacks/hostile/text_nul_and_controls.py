# expect: error
# score: 14
"""An exception's text with nul and controls in it."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    raise ValueError(''.join(map(chr, range(32))) + '\x7f\x80\x9b31m')
