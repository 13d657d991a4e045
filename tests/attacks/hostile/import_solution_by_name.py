# expect: error
# score: 14
"""Imports the solution by its name."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    import solutions.recovery as found

    raise RuntimeError(f'REACHED {found}')
