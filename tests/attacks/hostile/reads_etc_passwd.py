# expect: error
# score: 14
# falls: no-landlock limits plain
"""Reads the machine's users."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    found = open('/etc/passwd').read()[:40]
    raise RuntimeError(f'REACHED {found!r}')
