# expect: error memory
# score: 14
"""Takes memory by shared mappings."""

import mmap

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    kept = []
    while True:
        kept.append(mmap.mmap(-1, 64 << 20))
