# expect: error
# score: 14
"""The name of an exception's class holds a command and a colour."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    raise type('\x1b[31m::error::\n' * 3, (Exception,), {})('x')
