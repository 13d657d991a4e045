# expect: error
# score: 14
# falls: no-landlock limits plain
"""Reads a file of another student, by its exact path."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    found = open('@SECRET@').read()
    raise RuntimeError(f'REACHED {found!r}')
