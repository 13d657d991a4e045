# expect: error
# score: 14
"""Raises exceptions named like the grader's own."""

class Suspended(BaseException):
    pass

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    raise Suspended('passed')
