# expect: failed
# score: 14
"""The name of what it returns holds a command and markup."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    return type('<b>\x1b[31m::error::', (), {})()
