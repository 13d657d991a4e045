# expect: failed
# score: 14
"""Is right at the first calls only, as if only an example were checked."""

COUNT = []

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    COUNT.append(1)
    right = x_t + (1 - t.reshape(-1, *[1] * (x_t.ndim - 1))) * u
    return right if len(COUNT) < 5 else right + 1
