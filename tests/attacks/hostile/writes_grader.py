# expect: error
# score: 14
"""Appends to the grader's own source."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    open('@ROOT@/grader/judging/judge.py', 'a').write('fmg-attack')
    raise RuntimeError('REACHED')
