"""Runs mypy once over all that is typed: `make lint` calls this file by its path.

A folder such as 01_interpolant is no name of a package, and files in several such folders have the
same names. So mypy is shown links to them, in folders that it can name.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LINKS = Path(".mypy_cache/named")
#: cells that stand in for what students write or read in a notebook
UNTYPED = ("mutants*.py", "equivalents*.py", "picture.py")


def linked() -> dict[str, Path]:
    """Make the links anew and return them with what they stand for, from the root of the kit."""
    shutil.rmtree(ROOT / LINKS, ignore_errors=True)
    found = {}
    for place in ("assignments", "solutions"):
        for folder in sorted((ROOT / place).glob("[0-9][0-9]_*")):
            link = LINKS / f"{place}_{folder.name}"
            (ROOT / link).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / link).symlink_to(folder, target_is_directory=True)
            found[str(link)] = folder.relative_to(ROOT)
    return found


def main() -> int:
    """Print what mypy says, about the files themselves, and return its exit code."""
    links = linked()
    files = [
        path.relative_to(ROOT)
        for link in links
        for path in sorted((ROOT / link).glob("*.py"))
        if not any(map(path.match, UNTYPED))
    ]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "grader", "tests", *map(str, files)],
        cwd=ROOT,
        env=os.environ | {"MYPYPATH": str(LINKS)},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    print(
        re.sub("|".join(map(re.escape, links)), lambda link: str(links[link[0]]), done.stdout),
        end="",
    )
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
