# expect: timeout failed
# score: 0
"""Sleeps a little under the limit in every call."""

import time



def x1_from_u(x_t, u, t):
    time.sleep(0.5)
    return None
