"""Every command on the pages for students and staff does what the page says, in order.

Students' commands are run in the hand-out, those of staff in the kit, each unpacked where nothing
else is. By default what would grade has its words read and its paths looked for; `PUBLISHING=long`
runs it. A block after `<!-- needs the network -->` is run with `PUBLISHING=network` alone, since it
sets up anew; after `<!-- may fail -->` it may exit with 1.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.catalogue import ROOT
from grader.publishing.files import File
from tests.publishing.long import LONG
from tests.publishing.unpacked import run, set_up, unpack

NETWORK = os.environ.get("PUBLISHING") == "network"
_BLOCK = re.compile(
    r"(?:<!-- (?P<mark>[\w ]+) -->\n\s*)?^(?P<indent> *)```sh\n(?P<text>.*?)```", re.M | re.S
)

#: reads the words of `grade`, and looks for the paths; everything else is run as it is
READS = f"""#!{sys.executable}
import os, sys
if sys.argv[1:4] == ["-m", "grader", "grade"]:
    sys.path.insert(0, os.getcwd())
    from grader.cli import _parsed
    from grader.catalogue import load_catalogue
    options = _parsed(sys.argv[3:])
    load_catalogue(wanted=options.assignment)
    for path in (options.path, options.secret):
        assert path is None or os.path.exists(path), path
    assert "GRADER_SECRET" not in os.environ or len(os.environ["GRADER_SECRET"]) > 31
    print("read")
    sys.exit()
more = []
if sys.argv[1:3] == ["-m", "pytest"]:
    if "-k" not in sys.argv:  # one of them stands for the others
        sys.exit(not os.path.isdir(sys.argv[3]))
    more = ["--collect-only", "-q"]
os.execv({sys.executable!r}, [{sys.executable!r}, *sys.argv[1:], *more])
"""


@dataclass(frozen=True)
class Block:
    """Commands as they stand on a page."""

    text: str
    mark: str | None


def blocks(page: str) -> list[Block]:
    return [
        Block(re.sub(f"^{found['indent']}", "", found["text"], flags=re.M), found["mark"])
        for found in _BLOCK.finditer(page)
    ]


def follow(page: str, folder: Path, home: Path) -> int:
    """Run the commands of a page one after the other and return how many there were."""
    home.mkdir()
    if not LONG:
        (folder / ".venv" / "bin" / "python").write_text(READS)
    count = 0
    for block in blocks(page):
        if block.mark == "needs the network":
            if not NETWORK:
                continue
            shutil.rmtree(folder / ".venv")
        done = run(f"set -eu\n{block.text}", folder, HOME=str(home))
        allowed = (0, 1) if block.mark == "may fail" else (0,)
        assert done.returncode in allowed, f"{block.text}\n{done.stdout}\n{done.stderr}"
        count += len([line for line in block.text.splitlines() if line.strip()])
    return count


def test_what_students_are_told_works_in_the_hand_out(
    released: dict[str, File], tmp_path: Path
) -> None:
    folder = set_up(unpack(released["flow-matching.zip"].data, tmp_path) / "flow-matching")
    with zipfile.ZipFile(folder / "my.zip", "w") as archive:
        archive.write(ROOT / "solutions" / "02_recovery" / "recovery.py", "recovery.py")
    home = tmp_path / "home"
    assert follow((folder / "README.md").read_text(encoding="utf-8"), folder, home) >= 8
    kernels = home / ".local" / "share" / "jupyter" / "kernels"
    assert sys.platform != "linux" or (kernels / "flow-matching" / "kernel.json").is_file()


def test_what_staff_are_told_works_in_the_kit(tmp_path: Path) -> None:
    kit = tmp_path / "kit"
    for name in (".ci", "grader", "assignments", "solutions"):
        shutil.copytree(ROOT / name, kit / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("Makefile", "pyproject.toml", "LICENSE", ".gitignore", "README.md"):
        shutil.copy(ROOT / name, kit / name)
    shutil.copytree(ROOT / "solutions" / "02_recovery", kit / "work")
    set_up(kit)
    pages = [kit / "README.md", kit / "grader" / "STAFF.md"]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    assert follow(text, kit, tmp_path / "home") >= 7
    assert (kit / "dist" / "flow-matching.zip").is_file()
    assert (tmp_path / "home" / "course.secret").stat().st_mode & 0o077 == 0


def test_blocks_are_found_with_their_marks() -> None:
    page = "<!-- may fail -->\n```sh\na\n```\n\n```text\nb\n```\n- c\n\n  ```sh\n  d  # e\n  ```\n"
    assert blocks(page) == [Block("a\n", "may fail"), Block("d  # e\n", None)]


@pytest.mark.parametrize("page", sorted((ROOT / "assignments").glob("*/README.md")), ids=str)
def test_a_handout_tells_no_other_command_than_that_of_its_assignment(page: Path) -> None:
    number = page.parent.name.partition("_")[0]
    found = "".join(block.text for block in blocks(page.read_text(encoding="utf-8")))
    assert found == f"make grade ASSIGNMENT={number}\n"
