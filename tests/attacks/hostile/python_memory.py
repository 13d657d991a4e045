# expect: memory error timeout
# score: 14
"""Takes memory by Python objects until there is none."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    kept = []
    while True:
        kept.append(bytearray(1 << 20))
