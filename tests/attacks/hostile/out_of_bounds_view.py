# expect: error failed
# score: 14
"""Returns a view over memory that is not the tensor's."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    return x_t.as_strided((1 << 16,), (1 << 20,))
