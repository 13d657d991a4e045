# expect: error failed timeout memory
# score: 14
"""Starts threads for ever."""

import threading
import time

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    threading.stack_size(1 << 15)
    while True:
        threading.Thread(target=time.sleep, args=(3600,)).start()
