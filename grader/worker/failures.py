"""From an exception of the submission to plain text about it."""

from __future__ import annotations

import linecache
from types import TracebackType

from grader.wire.messages import Frame, Raised

_MAX_FRAMES = 3


def describe(error: BaseException, places: set[str]) -> Raised:
    """Describe an exception; of its traceback, keep the innermost lines that lie in `places`."""
    types = tuple(kind.__name__[:200] for kind in type(error).__mro__[:32] if kind is not object)
    message = safe_message(error)
    return Raised(
        types=types or ("object",),
        message=message,
        frames=tuple(own_frames(error.__traceback__, places)),
        out_of_memory=isinstance(error, MemoryError) or "can't allocate memory" in message,
    )


def safe_message(error: BaseException) -> str:
    """Return `str(error)`, cut to what the wire takes; its `__str__` may itself raise."""
    try:
        text = str(error)
        text = text[:1500].encode("utf-8", "replace").decode()
    except BaseException:  # noqa: BLE001 - whatever the submission's __str__ raises
        return "(its message could not be read)"
    return text


def own_frames(traceback: TracebackType | None, places: set[str]) -> list[Frame]:
    frames: list[Frame] = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_filename in places:
            line = traceback.tb_lineno or 0
            source = linecache.getline(code.co_filename, line).strip()
            frames.append(Frame(code.co_filename[:200], line, code.co_name[:200], source[:200]))
        traceback = traceback.tb_next
    return frames[-_MAX_FRAMES:]
