# expect: error
# score: 14
"""Runs bytecode that crashes the interpreter."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    code = x1_from_eps.__code__.replace(co_code=bytes([100, 255, 83, 0]), co_consts=())
    return type(x1_from_u)(code, {})(x_t, u, t)
