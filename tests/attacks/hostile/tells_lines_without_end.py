# expect: error
# score: 14
"""Tells the grader without end which line runs: frames that cost it work, and answer nothing."""
import os

import grader.worker.calls as calls
from grader.wire.frames import FrameType, pack
from grader.wire.messages import Frame, encode
from honest import *

import gc


def x1_from_u(x_t, u, t):
    worker = next(found for found in gc.get_objects() if type(found).__name__ == "_Worker")
    frames = pack(FrameType.RUNNING, worker._nonce, encode(Frame("a", 1, "b", "c"))) * 1000
    while True:
        os.write(3, frames)
