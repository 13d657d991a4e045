# expect: failed error
# score: 14
"""Answers every call with what it answered first."""

import os
import sys

from grader.wire.frames import HEADER, FrameType, pack
from grader.wire.messages import ArrayValue, Loaded, Raised, Returned, encode


def nonce():
    frame = sys._getframe()
    while 'nonce' not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals['nonce']

from honest import x1_error_gain, x1_from_eps


KEPT = []


def x1_from_u(x_t, u, t):
    if not KEPT:
        KEPT.append(pack(FrameType.RETURNED, nonce(), encode(Returned(None, (), ()))))
    os.write(3, KEPT[0])
    return x_t
