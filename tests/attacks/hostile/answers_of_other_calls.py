# expect: failed
# score: 14
"""Looks into the calls that wait, for one whose answer tells this one's."""

import gc

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    for item in gc.get_objects():
        if type(item).__name__ == 'Connection':
            if any(b'x1_hat' in body or b'x1_from_eps' in body for _, _, body in item._waiting):
                raise RuntimeError('REACHED')
    return None
