"""Every command on the pages for students and staff does what the page says, in order.

Students' commands are run in the hand-out, those of staff in the kit, each unpacked where nothing
else is. By default what would grade or pack is written down, and its words are read and its paths
looked for here; `PUBLISHING=long` runs it. A block after `<!-- needs the network -->` is run with
`PUBLISHING=network` alone, since it sets up anew; after `<!-- may fail -->` it may exit with 1.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.catalogue import ROOT, load_catalogue
from grader.cli import _parsed
from grader.limits import LEAST_SECRET_BYTES
from grader.publishing.files import File
from tests.publishing.long import LONG
from tests.publishing.unpacked import run, set_up, unpack

NETWORK = os.environ.get("PUBLISHING") == "network"
_BLOCK = re.compile(
    r"(?:<!-- (?P<mark>[\w ]+) -->\n\s*)?^(?P<indent> *)```sh\n(?P<text>.*?)```", re.M | re.S
)
_NOTES = "written-down.jsonl"

#: stands for a kit's python: writes down what grades or packs, and does everything else
WRITES_DOWN = f"""#!{sys.executable} -IS
import json, os, sys
if sys.argv[1:3] in (["-m", "grader"], ["-m", "pytest"]):
    secret = os.environ.get("GRADER_SECRET")
    with open("{_NOTES}", "a") as notes:
        print(json.dumps([*sys.argv[2:], secret]), file=notes)
    sys.exit()
os.execv({sys.executable!r}, [{sys.executable!r}, *sys.argv[1:]])
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
        (folder / ".venv" / "bin" / "python").write_text(WRITES_DOWN)
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


def written_down(folder: Path) -> list[list[str]]:
    """Return the words of what was not run, once they were read and their paths found."""
    notes = folder / _NOTES
    lines = notes.read_text(encoding="utf-8").splitlines() if notes.is_file() else []
    found = []
    for line in lines:
        program, *words, secret = json.loads(line)
        (read if program == "grader" else collected)(words, folder)
        assert secret is None or len(secret) >= 2 * LEAST_SECRET_BYTES
        found.append([program, *words])
    return found


def read(words: Sequence[str], folder: Path) -> None:
    """Read the words of a command as the grader does."""
    options = vars(_parsed(words))
    if options.get("assignment"):
        load_catalogue(wanted=options["assignment"])
    for path in (options.get("path"), options.get("secret")):
        assert path is None or (folder / path).exists(), path


def collected(words: Sequence[str], folder: Path) -> None:
    """Have pytest collect what one command names, which stands for the others."""
    assert (folder / words[0]).is_dir()
    if "-k" in words:
        (folder / ".venv" / "bin" / "python").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
        done = run([".venv/bin/python", "-m", "pytest", *words, "--collect-only", "-q"], folder)
        assert done.returncode == 0, done.stdout
        assert words[-1] in done.stdout


def test_what_students_are_told_works_in_the_hand_out(
    released: dict[str, File], tmp_path: Path
) -> None:
    folder = set_up(unpack(released["flow-matching.zip"].data, tmp_path) / "flow-matching")
    with zipfile.ZipFile(folder / "my.zip", "w") as archive:
        archive.write(ROOT / "solutions" / "02_recovery" / "recovery.py", "recovery.py")
    home = tmp_path / "home"
    page = (folder / "README.md").read_text(encoding="utf-8")
    between = [f"```sh\n{text}\n```\n" for text in re.findall(r"`(make [^`]+)`", page)]
    assert between, "there is one beside the table of signs"
    assert follow("\n".join([page, *between]), folder, home) >= 9
    assert LONG or len(written_down(folder)) >= 7
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
    if LONG:
        assert (kit / "dist" / "flow-matching.zip").is_file()
    else:
        assert written_down(kit).count(["grader", "release"]) == 2
    assert (tmp_path / "home" / "course.secret").stat().st_mode & 0o077 == 0


def test_blocks_are_found_with_their_marks() -> None:
    page = "<!-- may fail -->\n```sh\na\n```\n\n```text\nb\n```\n- c\n\n  ```sh\n  d  # e\n  ```\n"
    assert blocks(page) == [Block("a\n", "may fail"), Block("d  # e\n", None)]


@pytest.mark.parametrize("page", sorted((ROOT / "assignments").glob("*/README.md")), ids=str)
def test_a_handout_tells_no_other_command_than_that_of_its_assignment(page: Path) -> None:
    number = page.parent.name.partition("_")[0]
    found = "".join(block.text for block in blocks(page.read_text(encoding="utf-8")))
    assert found == f"make grade ASSIGNMENT={number}\n"
