# expect: error
# score: 14
# falls: no-landlock limits plain
"""Imports the grader and its checks."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    import grader.judging.grading_run as found

    raise RuntimeError(f'REACHED {found}')
