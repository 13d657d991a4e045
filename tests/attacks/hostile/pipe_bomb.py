# expect: error
# score: 14
"""Opens pipes and fills them."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    while True:
        _, end = os.pipe()
        os.set_blocking(end, False)
        os.write(end, b'A' * 65536)
