# expect: failed
# score: 14
"""An object that equals everything."""

class Equal:
    def __eq__(self, other):
        return True

    __le__ = __lt__ = __ge__ = __gt__ = __ne__ = __eq__

    def __sub__(self, other):
        return 0.0

    __rsub__ = __abs__ = __sub__

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    return Equal()
