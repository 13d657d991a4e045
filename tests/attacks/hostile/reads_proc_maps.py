# expect: error
# score: 14
# falls: no-landlock limits plain
"""Reads its own memory map."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    found = open('/proc/self/maps').read()[:40]
    raise RuntimeError(f'REACHED {found!r}')
