# expect: failed
# score: 14
"""Looks for the truth in the frames that called it."""

import sys

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    frame = sys._getframe()
    while frame is not None:
        for name, value in frame.f_locals.items():
            if name in {'x1', 'truth', 'expected', 'seed', 'checks', 'reference'}:
                raise RuntimeError(f'REACHED {name}')
        frame = frame.f_back
    return None
