# expect: error
# score: 14
# falls: no-landlock limits plain
"""Goes to the folder first, then reads by a short name."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    os.chdir(os.path.dirname('@SECRET@'))
    found = open(os.path.basename('@SECRET@')).read()
    if found.startswith('# REACHED'):  # its own file, of the same name, it may read
        raise RuntimeError(f'REACHED {found!r}')
    raise RuntimeError('that was my own')
