# expect: error
# score: 14
"""Appends to the checks."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    open('@ROOT@/assignments/02_recovery/checks.py', 'a').write('fmg-attack')
    raise RuntimeError('REACHED')
