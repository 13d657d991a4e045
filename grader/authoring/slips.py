"""Where an author's own code raised, and what could have been meant: for the line that tells it."""

from __future__ import annotations

import builtins
import re
import sys
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, ModuleType

from grader.errors import GraderError, did_you_mean

#: the package that the files of authors are loaded into
PACKAGE = "assignments"
_FACADE = "grader.authoring"
_NO_SUCH_IMPORT = re.compile(r"(cannot import name '(\w+)' from '([\w.]+)').*")


@dataclass(frozen=True)
class Slip:
    """What was raised, and the line of an author's file that it came through last, if any."""

    what: str
    path: Path | None = None
    line: int | None = None

    def __str__(self) -> str:
        """Tell it by the file's own name and its folder's, which is enough to find it."""
        return self.what if self.path is None else self.told(Path(*self.path.parts[-2:]))

    def told(self, path: Path) -> str:
        """Tell it with the file named so."""
        return f"{path}{'' if self.line is None else f', line {self.line}'}: {self.what}"


def slip_of(error: Exception) -> Slip:
    """Return what is to be told of an exception that an author's code raised."""
    if isinstance(error, SyntaxError) and error.filename is not None:
        return Slip(f"{type(error).__name__}: {error.msg}", Path(error.filename), error.lineno)
    frame, line = _last_frame(error)
    if isinstance(error, GraderError):
        what = str(error)
    else:
        words = _NO_SUCH_IMPORT.sub(r"\1", str(error)).partition("\n")[0]
        what = f"{type(error).__name__}{f': {words}' if words else ''}{_meant(error, frame)}"
    return Slip(what) if frame is None else Slip(what, Path(frame.f_code.co_filename), line)


def _last_frame(error: Exception) -> tuple[FrameType | None, int | None]:
    """Return the innermost frame of an author's own code, and its line."""
    found: tuple[FrameType | None, int | None] = None, None
    for frame, line in traceback.walk_tb(error.__traceback__):
        if str(frame.f_globals.get("__name__")).partition(".")[0] == PACKAGE:
            found = frame, line
    return found


def _meant(error: Exception, frame: FrameType | None) -> str:
    """Return the nearest of the names there are, and all of them where authors should know them."""
    if isinstance(error, ImportError):
        unknown = _NO_SUCH_IMPORT.match(str(error))
        owner = sys.modules.get(unknown[3]) if unknown is not None else None
        return "" if unknown is None or owner is None else _among(unknown[2], owner)
    if isinstance(error, AttributeError) and error.name:
        return _among(error.name, error.obj)
    if isinstance(error, NameError) and error.name:
        facade = _public(sys.modules[_FACADE])
        if error.name in facade:
            return f": import it from {_FACADE}"
        known = [*frame.f_globals, *frame.f_locals] if frame is not None else []
        return did_you_mean(error.name, [*known, *dir(builtins), *facade]).rstrip(".")
    return ""


def _among(name: str, owner: object) -> str:
    module = owner.__name__ if isinstance(owner, ModuleType) else type(owner).__module__
    names = _public(owner)
    meant = did_you_mean(name, names)
    if module.partition(".")[0] not in ("grader", PACKAGE):
        return meant.rstrip(".")
    title = module if isinstance(owner, ModuleType) else type(owner).__name__
    return f"{meant} {title} has: {', '.join(names)}"


def _public(owner: object) -> list[str]:
    names: Iterable[str] = getattr(owner, "__all__", None) or dir(owner)
    return [name for name in names if not name.startswith("_")]
