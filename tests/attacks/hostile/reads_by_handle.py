# expect: error
# score: 14
"""Opens a file by its handle, past all folders."""

import ctypes
import os
import struct

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    libc = ctypes.CDLL(None, use_errno=True)
    handle = ctypes.create_string_buffer(struct.pack('Ii', 128, 0) + bytes(128))
    mount = ctypes.c_int()
    if libc.name_to_handle_at(-100, b'@SECRET@', handle, ctypes.byref(mount), 0) == 0:
        root = os.open('/', os.O_RDONLY)
        found = libc.open_by_handle_at(root, handle, 0)
        raise RuntimeError('REACHED ' + os.read(found, 100).decode())
    raise OSError(ctypes.get_errno(), 'handle')
