# expect: error
# score: 14
"""An exception's text with workflow command in it."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    raise ValueError('::error file=a::x\n::add-mask::passed\n::set-output name=result::20\n##[group]x')
