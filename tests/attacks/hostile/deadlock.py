# expect: timeout
# score: 14
"""Waits for a lock that it holds."""

import threading

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()
