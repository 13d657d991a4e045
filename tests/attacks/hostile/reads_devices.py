# expect: error
# score: 14
"""Reads the disk itself."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    found = open('/dev/vda', 'rb').read(16)
    raise RuntimeError(f'REACHED {found!r}')
