# expect: failed error
# score: 14
"""Answers with more fields than a reply has."""

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
    import msgspec

    os.write(3, pack(FrameType.RETURNED, nonce(), msgspec.msgpack.encode([['unsendable', 'x', 'y', 20], [], [], 'passed', 20, [], {}])))
    return x_t
