# expect: failed
# score: 14
"""Looks for the grader's modules among those that are imported."""

import sys

from honest import x1_error_gain, x1_from_eps

KNOWN = ('grader.worker', 'grader.wire', 'grader.limits')


def x1_from_u(x_t, u, t):
    for name in sys.modules:
        if name.startswith('grader.') and not name.startswith(KNOWN):
            raise RuntimeError(f'REACHED {name}')
    return None
