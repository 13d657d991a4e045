# expect: error
# score: 14
"""Imports the solution by its path."""

import sys

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    sys.path.insert(0, '@ROOT@/solutions/02_recovery')
    for name in ('recovery', 'honest'):
        sys.modules.pop(name, None)
    sys.meta_path.pop()
    import recovery as found

    return found.x1_from_u(x_t, u, t)
