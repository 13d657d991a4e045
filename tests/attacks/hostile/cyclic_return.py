# expect: failed
# score: 14
"""Returns a list that holds itself."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    cycle = []
    cycle.append(cycle)
    return cycle
