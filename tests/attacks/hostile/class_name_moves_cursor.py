# expect: failed
# score: 12
# exercise: x1_error_gain
"""The name of an exception's class has colours, a title for the terminal, and lines for a CI."""
from honest import *

Odd = type("Odd\x1b]0;PWNED\x07\x1b[2J\n::error::70 of 70\u202e", (Exception,), {})


def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise Odd("x")
    t = over_trailing(t, x_t)
    return (x_t - (1 - t) * eps) / t


def x1_error_gain(t, prediction):
    if prediction not in ("u", "eps"):
        raise Odd("x")
    return t
