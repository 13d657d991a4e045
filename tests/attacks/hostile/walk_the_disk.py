# expect: failed error timeout
# score: 14
# falls: no-landlock limits plain
"""Looks for solutions in the whole file system."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    for folder, _, names in os.walk('/'):
        if 'solutions' in folder and 'recovery.py' in names:
            raise RuntimeError('REACHED ' + open(folder + '/recovery.py').read()[:80])
    return None
