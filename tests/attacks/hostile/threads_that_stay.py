# expect: failed error timeout
# score: 14
"""Leaves threads behind that are no daemons and never end."""

import threading
import time

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    threading.Thread(target=time.sleep, args=(3600,)).start()
    return None
