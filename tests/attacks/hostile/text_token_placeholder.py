# expect: error
# score: 14
"""An exception's text with token placeholder in it."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    raise ValueError('@ROOT@ @PID@')
