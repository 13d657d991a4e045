# expect: timeout error
# score: 14
"""A thread holds the interpreter while the function has returned."""

import threading


def work():
    while True:
        3 ** 10_000_000

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    threading.Thread(target=work, daemon=True).start()
    return x_t
