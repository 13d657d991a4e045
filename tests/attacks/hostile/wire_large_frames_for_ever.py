# expect: error
# score: 14
"""Sends the largest frames there are, for ever."""

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


def x1_from_u(x_t, u, t):
    frame = pack(FrameType.RETURNED, nonce(), encode(Returned(None, (), ())) + bytes((4 << 20) - 100))
    while True:
        os.write(3, frame)
