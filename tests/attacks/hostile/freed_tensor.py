# expect: error failed
# score: 14
"""Returns a tensor whose storage was resized away."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    broken = x_t.clone()
    broken.untyped_storage().resize_(0)
    return broken
