# expect: error
# score: 14
"""Raises a subclass of BaseException that no `except Exception` sees."""

class Quiet(BaseException):
    pass

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    raise Quiet('passed')
