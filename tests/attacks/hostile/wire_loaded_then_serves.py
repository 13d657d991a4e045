# expect: failed error
# score: 0
"""Takes the conversation over at import: answers every call with the same value."""

import os
import sys

from grader.wire.frames import FrameReader, FrameType, pack
from grader.wire.messages import Loaded, LoadedExercise, Returned, encode

frame = sys._getframe()
while 'nonce' not in frame.f_locals:
    frame = frame.f_back
names = 'x1_from_u', 'x1_from_eps', 'x1_error_gain'
found = tuple(LoadedExercise(name, None, (), ()) for name in names)
loaded = Loaded('recovery.py', None, None, (), found)
os.write(3, pack(FrameType.LOADED, frame.f_locals['nonce'], encode(loaded)))
reader = FrameReader(1 << 30)
while data := os.read(3, 1 << 18):
    reader.feed(data)
    while (request := reader.next()) is not None:
        os.write(3, pack(FrameType.RETURNED, request[1], encode(Returned(True, (), ()))))
