# expect: error
# score: 14
# falls: limits plain
"""Runs a shell."""

import subprocess

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    found = subprocess.run(['/bin/sh', '-c', 'id'], capture_output=True).stdout
    raise RuntimeError(f'REACHED {found!r}')
