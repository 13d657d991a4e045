# expect: error
# score: 14
"""Raises an exception with 60 classes above it."""

kind = Exception
for number in range(60):
    kind = type(f'E{number}', (kind,), {})

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    raise kind('deep')
