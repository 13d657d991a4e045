# expect: error
# score: 14
"""Raises an exception whose class name is a list."""

class Meta(type):
    @property
    def __name__(cls):
        return ['passed']


class Odd(Exception, metaclass=Meta):
    pass

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    raise Odd
