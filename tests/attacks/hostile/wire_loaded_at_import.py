# expect: error
# score: 0
"""Forges what was found in it, with exercises that do not exist."""

import os
import sys

from grader.wire.frames import FrameType, pack
from grader.wire.messages import Loaded, LoadedExercise, encode

frame = sys._getframe()
while 'nonce' not in frame.f_locals:
    frame = frame.f_back
found = tuple(LoadedExercise(f'x{n}', None, ('a',), ()) for n in range(60))
os.write(3, pack(FrameType.LOADED, frame.f_locals['nonce'], encode(Loaded('../../x', None, None, (), found))))
os._exit(0)
