# expect: error
# score: 14
# falls: no-landlock limits plain
"""Reads the grader's command line, which names the course's folders."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    found = open('/proc/@PID@/cmdline').read()
    raise RuntimeError(f'REACHED {found!r}')
