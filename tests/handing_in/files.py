"""Changes to a file's name, to what lies beside it, and to how all of it is packed."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.unit.made import notebook, tarred, zipped

Files = dict[str, bytes]
#: from a file's name without its suffix, and the suffix, to the name under which it is handed in
Naming = Callable[[str, str], str]
NAMES: dict[str, Naming] = {
    "its_own_name": lambda stem, suffix: stem + suffix,
    "browser_copy": lambda stem, suffix: f"{stem} (1){suffix}",
    "copy_of": lambda stem, suffix: f"Copy of {stem}{suffix}",
    "jupyter_copy": lambda stem, suffix: f"{stem}-Copy1{suffix}",
    "windows_copy": lambda stem, suffix: f"{stem} - Copy{suffix}",
    "mac_copy": lambda stem, suffix: f"{stem} copy 2{suffix}",
    "numbered": lambda stem, suffix: f"{stem}-2{suffix}",
    "capitals": lambda stem, suffix: f"{stem.capitalize()}{suffix.upper()}",
    "canvas": lambda stem, suffix: f"doejane_12345_678901_{stem}-1{suffix}",
    "canvas_late": lambda stem, suffix: f"doejane_LATE_12345_678901_{stem}{suffix}",
    "moodle": lambda stem, suffix: f"Jane Doe_12345_assignsubmission_file_{stem}{suffix}",
    "blackboard": lambda stem, suffix: f"hw1_jdoe_attempt_2026-11-03-12-00-00_{stem}{suffix}",
    "dated": lambda stem, suffix: f"{stem}_2026-11-03{suffix}",
    "ilias": lambda stem, suffix: f"20261103120000_{stem}{suffix}",
    "revised": lambda stem, suffix: f"{stem}_rev2{suffix}",
    "solution": lambda stem, suffix: f"{stem}_solution{suffix}",
    "a_space_behind": lambda stem, suffix: f"{stem}{suffix} ",
    "final": lambda stem, suffix: f"{stem}_final{suffix}",
    "renamed": lambda stem, suffix: f"hw1 of Jane{suffix}",
    "untitled": lambda stem, suffix: f"Untitled3{suffix}",
}


#: (files, stub's name and bytes, generator) to files that are added
Neighbour = Callable[[str, bytes, random.Random], Files]
NEIGHBOURS: dict[str, Neighbour] = {}


def neighbour(change: Neighbour) -> Neighbour:
    NEIGHBOURS[change.__name__] = change
    return change


@neighbour
def the_stub(stub: str, data: bytes, rng: random.Random) -> Files:
    return {stub: data}


@neighbour
def the_stub_in_an_old_archive(stub: str, data: bytes, rng: random.Random) -> Files:
    return {"handout.zip": zipped({f"handout/{stub}": data})}


@neighbour
def a_checkpoint(stub: str, data: bytes, rng: random.Random) -> Files:
    name = stub.removesuffix(".py")
    return {f".ipynb_checkpoints/{name}-checkpoint.ipynb": notebook(data.decode())}


@neighbour
def litter(stub: str, data: bytes, rng: random.Random) -> Files:
    return {
        f"__MACOSX/._{stub}": b"\0\x05\x16\x07",
        ".DS_Store": b"\0\0\0\1Bud1",
        f"__pycache__/{stub}": b"x = 1",
        "Thumbs.db": b"\xd0\xcf\x11\xe0",
    }


@neighbour
def a_virtual_environment(stub: str, data: bytes, rng: random.Random) -> Files:
    name = rng.choice(("venv", ".venv", "myenv", "flow"))
    return {
        f"{name}/pyvenv.cfg": b"home = /usr/bin",
        f"{name}/lib/python3.12/site-packages/torch/{stub}": data,
        f"{name}/bin/activate_this.py": b"import base64",
    }


@neighbour
def data_files(stub: str, data: bytes, rng: random.Random) -> Files:
    return {"data.csv": b"1,2\n" * 50, "x.npz": b"PK\x03\x04" + rng.randbytes(200), "a.pt": b"\x80"}


@neighbour
def a_broken_archive(stub: str, data: bytes, rng: random.Random) -> Files:
    return {"data.zip": b"PK\x03\x04" + rng.randbytes(300), "more.tar.gz": b"\x1f\x8b\x08"}


@neighbour
def an_archive_of_data(stub: str, data: bytes, rng: random.Random) -> Files:
    return {"data.zip": zipped({"a.csv": "1", "inner.zip": zipped({"b.csv": "2"})})}


@neighbour
def a_report(stub: str, data: bytes, rng: random.Random) -> Files:
    return {"report.ipynb": notebook("import pandas", "x = 1"), "report.pdf": b"%PDF-1.7"}


@neighbour
def a_broken_notebook(stub: str, data: bytes, rng: random.Random) -> Files:
    return {"scratch.ipynb": b'{"cells": [', "page.ipynb": b"<!DOCTYPE html>"}


@neighbour
def scripts(stub: str, data: bytes, rng: random.Random) -> Files:
    return {
        "plots.py": b"import matplotlib\nraise SystemExit",
        f"test_{stub}": b"assert True",
        "conftest.py": b"raise RuntimeError",
        "setup.py": b"import os; os._exit(3)",
        "pytest.ini": b"[pytest]\naddopts = -p evil",
    }


@neighbour
def papers(stub: str, data: bytes, rng: random.Random) -> Files:
    return {"README.md": b"# Mine", "requirements.txt": b"torch", "notes.txt": b"x", "LICENSE": b""}


Packing = Callable[[Files], Files]


def _within(folder: str) -> Packing:
    return lambda files: {f"{folder}/{name}": data for name, data in files.items()}


#: how everything is packed; of a single archive its name must not matter
PACKINGS: dict[str, Packing] = {
    "loose": lambda files: files,
    "in_a_folder": _within("homework"),
    "in_deep_folders": _within("Jane's work/week 2/hand in – final"),
    "zip": lambda files: {"handed in.zip": zipped(files)},
    "zip_with_a_folder": lambda files: {"hw.zip": zipped(_within("hw")(files))},
    "tar_gz": lambda files: {"hw.tar.gz": tarred(files)},
    "tar_called_zip": lambda files: {"hw.zip": tarred(files)},
    "zip_called_tar": lambda files: {"hw.tar.gz": zipped(files)},
    "tgz_with_a_folder": lambda files: {"hw.tgz": tarred(_within("./hw")(files))},
    "zip_in_a_zip": lambda files: {"hw.zip": zipped({"inner.zip": zipped(files)})},
    "canvas_zip": lambda files: {"doejane_1_2_hw-3.zip": zipped(files)},
    "moodle_folder": _within("Jane Doe_12345_assignsubmission_file"),
    "zip_among_litter": lambda files: {"hw.zip": zipped(files), ".DS_Store": b"", "n.txt": b"x"},
}
