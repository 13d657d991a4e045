# expect: failed
# score: 14
"""Returns one of the wire's own records."""

from grader.wire.messages import ArrayValue

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    return ArrayValue('float32', (1,), b'1234')
