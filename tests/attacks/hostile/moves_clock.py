# expect: error
# score: 14
"""Sets the machine's clock."""

import time

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    time.clock_settime(time.CLOCK_REALTIME, time.time())
    raise RuntimeError('REACHED')
