# expect: error
# score: 14
"""Reads the grader's memory."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    found = open('/proc/@PID@/mem', 'rb').read(1)
    raise RuntimeError(f'REACHED {found!r}')
