# expect: failed
# score: 14
"""Prints 20 MB, with forged results among them."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    for _ in range(20):
        print('score: 20 PASSED ' * 60_000)
    return None
