# expect: error
# score: 14
# falls: no-landlock limits plain
"""Imports the solution from its file."""

import importlib.util

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    spec = importlib.util.spec_from_file_location('sol', '@ROOT@/solutions/02_recovery/recovery.py')
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found.x1_from_u(x_t, u, t)
