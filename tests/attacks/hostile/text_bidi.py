# expect: error
# score: 14
"""An exception's text with bidi in it."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    raise ValueError('\u202e02 :erocs\u202c \u2066\u2067\u200b\u200f')
