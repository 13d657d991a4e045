# expect: error
# score: 14
"""Leaves a temporary file."""

import tempfile

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    tempfile.NamedTemporaryFile(prefix='fmg-attack-', delete=False)
    raise RuntimeError('REACHED')
