# expect: timeout
# score: 14
"""A storm of alarms, whose handler loops."""

import signal


def again(number, frame):
    signal.setitimer(signal.ITIMER_REAL, 1e-6)

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    signal.signal(signal.SIGALRM, again)
    signal.setitimer(signal.ITIMER_REAL, 1e-6, 1e-6)
    while True:
        pass
