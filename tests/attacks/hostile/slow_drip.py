# expect: timeout
# score: 14
"""Lets an endless frame drip in, byte after byte."""

import os
import time

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    os.write(3, b'FMG1\x04' + b'\0' * 8 + (1 << 20).to_bytes(4, 'little'))
    while True:
        os.write(3, b'\0')
        time.sleep(0.02)
