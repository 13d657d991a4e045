# expect: error
# score: 14
# falls: no-seccomp limits plain
"""Makes a 32-bit system call, whose numbers mean other things."""

import ctypes
import mmap
import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    code = mmap.mmap(-1, 4096, prot=7)
    code.write(bytes.fromhex('b814000000cd80c3'))  # mov eax, 20 (getpid); int 0x80; ret
    address = ctypes.addressof(ctypes.c_char.from_buffer(code))
    found = ctypes.CFUNCTYPE(ctypes.c_int)(address)()
    if found == os.getpid():
        raise RuntimeError('REACHED')
    raise OSError(found)
