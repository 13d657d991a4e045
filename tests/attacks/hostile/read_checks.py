# expect: error
# score: 14
# falls: no-landlock limits plain
"""Reads the checks."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    found = open('@ROOT@/assignments/02_recovery/checks.py').read()[:80]
    raise RuntimeError(f'REACHED {found!r}')
