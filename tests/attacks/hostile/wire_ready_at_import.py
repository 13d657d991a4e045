# expect: error
# score: 0
"""Says again that it is ready, at import, with layers of its choice."""

import os

from grader.wire.frames import FrameType, pack

os.write(3, pack(FrameType.READY, 0, b'\x82\xa4type\xa5ready\xa6layers\x90'))
