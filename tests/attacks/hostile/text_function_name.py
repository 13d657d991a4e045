# expect: error
# score: 14
"""A function whose name in the traceback is a command."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    raise ValueError('x')


x1_from_u.__code__ = x1_from_u.__code__.replace(co_name='\n::error::\x1b[31m', co_qualname='x')
