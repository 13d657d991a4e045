"""What a worker may read: the interpreter's folders, the libraries, and a few small files.

Landlock opens these alone, and a root folder of its own holds nothing else.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from pathlib import Path

#: read at run time by the C library or the standard library; none says anything of a submission
_SMALL_FILES = (
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/usr/share/zoneinfo",
    "/dev/null",
    "/dev/zero",
    "/dev/random",
    "/dev/urandom",
)


def stated_paths() -> list[str]:
    """Return the paths as programs ask for them, whether there is anything or not."""
    stated = [path for path in sys.path if path]
    stated += [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    stated += [f"{prefix}/{lib}" for prefix in _prefixes() for lib in ("lib", "lib64")]
    stated += ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib"]
    stated += [path for path in os.environ.get("LD_LIBRARY_PATH", "").split(":") if path]
    return [*stated, *_SMALL_FILES]


def readable_paths(kit: Path) -> list[Path]:
    """Return what there is of them, with no link on the way to it.

    `kit` is the folder that holds assignments and solutions: a folder that contains it is never
    opened, even if the interpreter's path names it (an editable install does).
    """
    kit = kit.resolve()
    found: list[Path] = []
    for name in stated_paths():
        path = Path(name).resolve()
        holds_the_kit = path == kit or path in kit.parents
        if path.exists() and not holds_the_kit and path not in found:
            found.append(path)
    return found


def _prefixes() -> set[str]:
    return {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}
