# expect: memory error timeout failed
# score: 14
"""Takes memory, swallows the error and takes more."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    kept = []
    while True:
        try:
            kept.append(bytearray(1 << 16))
        except MemoryError:
            pass
