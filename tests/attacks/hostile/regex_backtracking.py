# expect: timeout
# score: 14
"""A regular expression that backtracks for ever."""

import re

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    re.match(r'(a+)+$', 'a' * 60 + 'b')
