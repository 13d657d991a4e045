# expect: failed
# score: 14
"""Returns a tuple nested 100,000 deep."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    nested = ()
    for _ in range(100_000):
        nested = (nested,)
    return nested
