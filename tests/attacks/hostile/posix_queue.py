# expect: error
# score: 14
"""Makes a POSIX message queue."""

import ctypes

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    librt = ctypes.CDLL(None, use_errno=True)
    if librt.mq_open(b'/fmg-attack', 0o102, 0o666, None) >= 0:
        raise RuntimeError('REACHED')
    raise OSError(ctypes.get_errno(), 'mq_open')
