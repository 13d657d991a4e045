# expect: error
# score: 14
"""Ends with a core dump, which would hold what its memory holds."""

import os
import resource

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    resource.setrlimit(resource.RLIMIT_CORE, (1 << 30, 1 << 30))
    os.abort()
