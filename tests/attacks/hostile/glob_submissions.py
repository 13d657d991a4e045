# expect: failed
# score: 14
# falls: no-landlock limits plain
"""Looks for other submissions by a pattern."""

import glob

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    found = glob.glob('@ROOT@/**/*.py', recursive=True)
    if any('site-packages' not in each for each in found):
        raise RuntimeError(f'REACHED {found[:3]}')
    return None
