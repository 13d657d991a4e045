# expect: error
# score: 14
"""Maps a library's file shared and writable."""

import mmap
import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    with open(os.__file__, 'r+b') as stream:
        mmap.mmap(stream.fileno(), 0)[0:1] = b'#'
    raise RuntimeError('REACHED')
