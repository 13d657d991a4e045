# expect: failed
# score: 14
# falls: no-landlock limits plain
"""Reads the solution by linecache."""

import linecache

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    found = linecache.getlines('@ROOT@/solutions/02_recovery/recovery.py')
    if found:
        raise RuntimeError(f'REACHED {found[:2]}')
    return None
