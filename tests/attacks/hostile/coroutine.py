# expect: failed error
# score: 14
"""Is a coroutine."""

from honest import x1_error_gain, x1_from_eps


async def x1_from_u(x_t, u, t):
    pass
