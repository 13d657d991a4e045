# expect: failed
# score: 14
"""Looks for the grader's environment in its own."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    for name, value in os.environ.items():
        if 'GRADER_SECRET' in name or '@TOKEN@' in value or 'solutions' in value:
            raise RuntimeError(f'REACHED {name}={value}')
    return None
