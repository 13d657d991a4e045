# expect: error
# score: 14
"""Takes its capabilities back."""

import ctypes
import struct

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    libc = ctypes.CDLL(None, use_errno=True)
    found = libc.capset(struct.pack('Ii', 0x20080522, 0), struct.pack('6I', *[0xFFFFFFFF] * 6))
    if found >= 0:
        raise RuntimeError(f'REACHED {found}')
    raise OSError(ctypes.get_errno(), 'denied')
