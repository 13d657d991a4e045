# expect: error
# score: 14
# falls: no-landlock limits plain
"""Goes up from a library's folder, by dots."""

import os

import torch

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    up = os.path.dirname(torch.__file__) + '/..' * 12
    found = open(up + '@SECRET@').read()
    raise RuntimeError(f'REACHED {found!r}')
