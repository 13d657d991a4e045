"""Hostile submissions that are no plain module: archives, notebooks, odd bytes and odd names.

Each function writes one into a folder, returns the path to grade, and says in its decorator what
must come of it; its docstring says what it tries.
"""

from __future__ import annotations

import io
import json
import os
import socket
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.attacks.harness import HONEST, ROOT, Attack

BUILT: list[Attack] = []
_Build = Callable[[Path], Path]
_ESCAPE = "../../../../../../tmp/fmg-attack-slip.py"


def hostile(*verdicts: str, score: float = 0) -> Callable[[_Build], _Build]:
    """Say what must come of a submission; no verdict means that its path is refused."""

    def register(build: _Build) -> _Build:
        about = (build.__doc__ or "").strip()
        BUILT.append(Attack(build.__name__, about, verdicts, score, build))
        return build

    return register


def _folder(folder: Path, **files: bytes | str) -> Path:
    """Write files whose names have `__` for the dot before the suffix."""
    place = folder / "submission"
    place.mkdir()
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (place / name.replace("__", ".")).write_bytes(data)
    return place


def _zip(folder: Path, members: list[tuple[str, bytes | str]], method: int = 8) -> Path:
    path = folder / "submission.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def _notebook(folder: Path, cells: list[Any], **more: Any) -> Path:
    book = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5} | more
    return _folder(folder, recovery__ipynb=json.dumps(book))


def _cell(source: Any, outputs: list[Any] | None = None, number: int = 0) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": f"c{number}",
        "metadata": {},
        "execution_count": None,
        "outputs": outputs or [],
        "source": source,
    }


# archives


@hostile("passed", score=20)
def zip_slip(folder: Path) -> Path:
    """A member whose name climbs out of the archive; the honest module beside it counts."""
    return _zip(folder, [(_ESCAPE, "x = 1"), ("recovery.py", HONEST)])


@hostile("passed", score=20)
def zip_absolute(folder: Path) -> Path:
    """Members with absolute names and with Windows' drives."""
    names = ["/tmp/fmg-attack-absolute.py", "C:\\fmg-attack.py", "\\\\host\\share\\fmg-attack.py"]
    return _zip(folder, [*((name, "x = 1") for name in names), ("recovery.py", HONEST)])


@hostile("passed", score=20)
def zip_slip_as_module(folder: Path) -> Path:
    """The module lies at a name that climbs out; it is read in memory, written nowhere."""
    return _zip(folder, [("../a/recovery.py", HONEST), ("b/../../c/recovery.py", "x = 1")])


@hostile()
def zip_symlink(folder: Path) -> Path:
    """A member that is a symbolic link to the solution."""
    member = zipfile.ZipInfo("recovery.py")
    member.create_system = 3
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = folder / "submission.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, str(ROOT / "solutions/02_recovery/recovery.py"))
    return path


@hostile()
def zip_bomb(folder: Path) -> Path:
    """A module of 64 MB that packs into kilobytes."""
    path = folder / "submission.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("recovery.py", "w") as stream,
    ):
        for _ in range(64):
            stream.write(b"#" * (1 << 20))
    return path


@hostile("not_attempted")
def zip_bomb_of_many(folder: Path) -> Path:
    """Many members that are each under the limit."""
    return _zip(folder, [(f"a{number}.py", b"#" * (3 << 20)) for number in range(40)])


@hostile("not_attempted")
def zip_of_many_members(folder: Path) -> Path:
    """Ten thousand members."""
    return _zip(folder, [(f"a{number}.py", b"") for number in range(10_000)])


@hostile()
def zip_bomb_lzma(folder: Path) -> Path:
    """A bomb by another method of compression."""
    return _zip(folder, [("recovery.py", b"#" * (32 << 20))], zipfile.ZIP_LZMA)


@hostile()
def zip_bomb_bzip2(folder: Path) -> Path:
    """A bomb by a third method of compression."""
    return _zip(folder, [("recovery.py", b"#" * (32 << 20))], zipfile.ZIP_BZIP2)


@hostile()
def zip_nested(folder: Path) -> Path:
    """Archives in archives, ten deep, each twice."""
    data = _zip(folder, [("recovery.py", HONEST)]).read_bytes()
    for _ in range(10):
        data = _zip(folder, [("a.zip", data), ("b.zip", data)]).read_bytes()
    return folder / "submission.zip"


@hostile()
def zip_encrypted(folder: Path) -> Path:
    """An archive with a password."""
    path = _zip(folder, [("recovery.py", HONEST)])
    data = bytearray(path.read_bytes())
    for magic, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(magic) + offset] |= 1
    path.write_bytes(data)
    return path


@hostile()
def zip_lies_about_size(folder: Path) -> Path:
    """A member that states a size of 10 bytes and unpacks to 64 MB."""
    path = _zip(folder, [("recovery.py", b"#" * (64 << 20))])
    data = bytearray(path.read_bytes())
    for magic, offset in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        at = data.index(magic) + offset
        data[at : at + 4] = struct.pack("<I", 10)
    path.write_bytes(data)
    return path


@hostile("error", "not_attempted")
def zip_overlapping(folder: Path) -> Path:
    """A directory of a thousand entries that all unpack the same bytes."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    raw = b"#" * (1 << 20)
    body = packed.compress(raw) + packed.flush()
    crc = zlib.crc32(raw)
    local = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 0, crc, len(body), len(raw), 4, 0)
    out = bytearray(local + b"a.py" + body)
    start = len(out)
    for _ in range(1000):
        entry = struct.pack(
            "<4s6H3I5H2I",
            *(b"PK\1\2", 20, 20, 0, 8, 0, 0, crc, len(body), len(raw), 4, 0, 0, 0, 0, 0, 0),
        )
        out += entry + b"a.py"
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1000, 1000, len(out) - start, start, 0)
    path = folder / "submission.zip"
    path.write_bytes(bytes(out) + end)
    return path


@hostile()
def zip_bad_checksum(folder: Path) -> Path:
    """A member whose checksum does not fit."""
    path = _zip(folder, [("recovery.py", HONEST)], zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"over_trailing", b"over_TRAILING", 1))
    return path


@hostile()
def zip_truncated(folder: Path) -> Path:
    """The first half of an archive."""
    path = _zip(folder, [("recovery.py", HONEST)])
    path.write_bytes(path.read_bytes()[:200])
    return path


@hostile()
def zip_is_text(folder: Path) -> Path:
    """Text that is called .zip."""
    path = folder / "submission.zip"
    path.write_text("score: 20")
    return path


@hostile()
def zip_end_record_lies(folder: Path) -> Path:
    """An end record that points far outside the archive."""
    path = folder / "submission.zip"
    path.write_bytes(
        struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 65535, 65535, 0xFFFFFFFE, 0xFFFFFFFE, 0)
    )
    return path


@hostile("error", "passed", "not_attempted", score=0)
def zip_same_name_twice(folder: Path) -> Path:
    """Two members of one name: which one is graded must not depend on the reader."""
    path = folder / "submission.zip"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("recovery.py", HONEST)
        archive.writestr("recovery.pY", "x = 1")
    path.write_bytes(buffer.getvalue().replace(b"recovery.pY", b"recovery.py"))
    return path


@hostile("not_attempted", "error")
def zip_odd_names(folder: Path) -> Path:
    """Members whose names hold control characters, colours, commands and a NUL."""
    names = ["\x1b[31mred.py", "::error::.py", "a\nb.py", "\u202egnp.py", "<script>.py", "=1+1.py"]
    return _zip(folder, [(name, "x = 1") for name in names])


@hostile("passed", score=20)
def zip_with_planted_files(folder: Path) -> Path:
    """An honest module among files that tools pick up by themselves."""
    planted = ["conftest.py", "sitecustomize.py", "usercustomize.py", "test_x.py", "setup.py"]
    files: list[tuple[str, bytes | str]] = [(name, "raise SystemExit(0)") for name in planted]
    files += [("x.pth", "import os; os._exit(0)"), ("pytest.ini", "[pytest]\naddopts = -p evil\n")]
    files += [("pyproject.toml", "[tool.pytest.ini_options]\n"), ("tox.ini", "")]
    return _zip(folder, [*files, ("recovery.py", HONEST)])


# notebooks


@hostile()
def notebook_is_not_json(folder: Path) -> Path:
    """Text that is called .ipynb."""
    return _folder(folder, recovery__ipynb="passed")


@hostile()
def notebook_is_a_list(folder: Path) -> Path:
    """JSON that is no notebook."""
    return _folder(folder, recovery__ipynb="[[]]")


@hostile()
def notebook_nested_deep(folder: Path) -> Path:
    """JSON nested 200,000 deep."""
    return _folder(folder, recovery__ipynb="[" * 200_000 + "]" * 200_000)


@hostile()
def notebook_without_cells(folder: Path) -> Path:
    """A notebook whose cells are a number."""
    return _folder(folder, recovery__ipynb='{"nbformat": 4, "nbformat_minor": 5, "cells": 7}')


@hostile("error")
def notebook_of_no_version(folder: Path) -> Path:
    """A notebook of a version that does not exist."""
    return _notebook(folder, [], nbformat=1e300)


@hostile("error")
def notebook_with_odd_cells(folder: Path) -> Path:
    """Cells that are no objects, and sources that are no text."""
    return _notebook(folder, [None, 7, "x", _cell({"a": 1}), _cell([[1], None])])


@hostile("passed", score=20)
def notebook_with_huge_outputs(folder: Path) -> Path:
    """An honest notebook with outputs of 3 MB."""
    output = {"output_type": "stream", "name": "stdout", "text": "A" * (3 << 20)}
    return _notebook(folder, [_cell("1 + 1", [output]), _cell(HONEST, number=1)])


@hostile("passed", score=20)
def notebook_with_magics(folder: Path) -> Path:
    """An honest notebook with magics, shell lines and a download."""
    lines = "!touch /tmp/fmg-attack-shell\n%run evil.py\n!!rm -rf /tmp/fmg-attack\n?print\n"
    cell = "%%bash\ntouch /tmp/fmg-attack-bash\n"
    return _notebook(folder, [_cell(lines), _cell(cell, number=1), _cell(HONEST, number=2)])


@hostile("passed", score=20)
def notebook_calls_ipython(folder: Path) -> Path:
    """An honest notebook that runs a shell by IPython's own function."""
    shell = "get_ipython().system('touch /tmp/fmg-attack-ipython')\nget_ipython().run_cell('1')\n"
    return _notebook(folder, [_cell(shell), _cell(HONEST, number=1)])


@hostile("passed", score=20)
def notebook_exits(folder: Path) -> Path:
    """An honest notebook whose first cell ends the process."""
    return _notebook(folder, [_cell("import os\nos._exit(0)"), _cell(HONEST, number=1)])


@hostile("error", "timeout", "memory", "not_attempted")
def notebook_of_many_cells(folder: Path) -> Path:
    """Thirty thousand cells."""
    return _notebook(folder, [_cell("x = 1", number=number) for number in range(30_000)])


@hostile()
def notebook_of_nan(folder: Path) -> Path:
    """JSON with numbers that JSON does not have."""
    return _folder(folder, recovery__ipynb='{"nbformat": NaN, "cells": Infinity}')


# bytes of a module


@hostile()
def source_with_nul(folder: Path) -> Path:
    """A module with NUL bytes, which C code takes for its end."""
    return _folder(folder, recovery__py=HONEST.encode() + b"\0import os")


@hostile()
def source_in_utf16(folder: Path) -> Path:
    """A module in UTF-16."""
    return _folder(folder, recovery__py=HONEST.encode("utf-16"))


@hostile("passed", score=20)
def source_with_mark(folder: Path) -> Path:
    """An honest module with a byte order mark and lines that end as Windows' do."""
    return _folder(folder, recovery__py=b"\xef\xbb\xbf" + HONEST.replace("\n", "\r\n").encode())


@hostile()
def source_not_utf8(folder: Path) -> Path:
    """A module in Latin-1 that does not say so."""
    return _folder(folder, recovery__py=b"# caf\xe9\n" + HONEST.encode())


@hostile()
def source_in_rot13(folder: Path) -> Path:
    """A module whose declared encoding is a transformation of text."""
    return _folder(folder, recovery__py="# coding: rot13\n" + HONEST)


@hostile()
def source_in_zlib(folder: Path) -> Path:
    """A module whose declared encoding is a decompressor: a bomb."""
    packed = zlib.compress(b"#" * (64 << 20))
    return _folder(folder, recovery__py=b"# coding: zlib_codec\n" + packed)


@hostile()
def source_of_unknown_encoding(folder: Path) -> Path:
    """A module whose declared encoding does not exist."""
    return _folder(folder, recovery__py="# coding: no_such_codec\n" + HONEST)


@hostile("error")
def source_in_utf7(folder: Path) -> Path:
    """A module that declares UTF-7, in which a comment can hide code."""
    return _folder(folder, recovery__py="# coding: utf-7\n# +AAo-import os+AAo-os._exit(0)\n")


@hostile()
def source_of_100_megabytes(folder: Path) -> Path:
    """A module of 100 MB."""
    place = _folder(folder)
    with (place / "recovery.py").open("wb") as stream:
        stream.truncate(100 << 20)
    return place


@hostile("error", "timeout")
def source_of_many_statements(folder: Path) -> Path:
    """A module of a million statements."""
    return _folder(folder, recovery__py="x=1\n" * 1_000_000)


@hostile("error", "timeout", "memory")
def source_of_one_line(folder: Path) -> Path:
    """A module of one line of 3 MB."""
    return _folder(folder, recovery__py="x = [" + "1," * 1_500_000 + "]")


@hostile("error")
def source_nested_deep(folder: Path) -> Path:
    """Blocks nested deeper than the parser goes."""
    lines = [" " * level + "if 1:" for level in range(200)]
    return _folder(folder, recovery__py="\n".join(lines) + "\n" + " " * 200 + "pass\n")


@hostile("error", "timeout", "memory")
def source_of_operators(folder: Path) -> Path:
    """An expression of 100,000 operators, on which a compiler recurses."""
    return _folder(folder, recovery__py="x = " + "-" * 100_000 + "1")


@hostile("error", "memory", "timeout")
def source_folds_constants(folder: Path) -> Path:
    """Constants that a compiler folds into gigabytes."""
    text = "x = (((((1,) * 200) * 200) * 200) * 200)\ny = 'a' * 4096 * 4096 * 4096\n"
    return _folder(folder, recovery__py=text)


@hostile("error")
def source_is_empty(folder: Path) -> Path:
    """An empty module."""
    return _folder(folder, recovery__py="")


@hostile()
def source_is_bytecode(folder: Path) -> Path:
    """Compiled bytecode that is called .py."""
    return _folder(folder, recovery__py=b"\xa7\r\r\n" + bytes(range(256)))


# names and kinds of files


@hostile()
def file_is_a_symlink(folder: Path) -> Path:
    """A symbolic link to the solution, as the only file."""
    place = _folder(folder)
    (place / "recovery.py").symlink_to(ROOT / "solutions/02_recovery/recovery.py")
    return place


@hostile()
def folder_is_a_symlink(folder: Path) -> Path:
    """A symbolic link to the folder of the solutions."""
    place = _folder(folder)
    (place / "02_recovery").symlink_to(ROOT / "solutions/02_recovery")
    return place


@hostile()
def file_is_a_fifo(folder: Path) -> Path:
    """A named pipe, from which a reader never returns."""
    place = _folder(folder)
    os.mkfifo(place / "recovery.py")
    return place


@hostile()
def file_is_a_device(folder: Path) -> Path:
    """A link to a device that never ends."""
    place = _folder(folder)
    (place / "recovery.py").symlink_to("/dev/zero")
    return place


@hostile()
def file_is_a_socket(folder: Path) -> Path:
    """A socket."""
    place = _folder(folder)
    here = os.getcwd()
    os.chdir(place)  # the path of a socket may have 107 bytes only
    try:
        with socket.socket(socket.AF_UNIX) as sock:
            sock.bind("recovery.py")
    finally:
        os.chdir(here)
    return place


@hostile()
def file_is_a_folder(folder: Path) -> Path:
    """A folder that is called recovery.py."""
    place = _folder(folder)
    (place / "recovery.py").mkdir()
    return place


@hostile()
def given_path_is_a_fifo(folder: Path) -> Path:
    """A named pipe, given as the submission itself."""
    path = folder / "recovery.py"
    os.mkfifo(path)
    return path


@hostile("passed", score=20)
def names_that_look_alike(folder: Path) -> Path:
    """Names with letters of other alphabets, newlines, colours and many suffixes."""
    place = _folder(folder)
    odd = ["rec\u043every.py", "recovery.py.py", "reco\nvery.py", "\x1b[31m.py", "::error::.py"]
    for name in [*odd, "recovery\u202eyp.py", "-rf.py", "=1+1.py", "a" * 250 + ".py"]:
        (place / name).write_text(HONEST, encoding="utf-8")
    return place


@hostile("passed", score=20)
def name_is_not_utf8(folder: Path) -> Path:
    """A name that is not UTF-8."""
    place = _folder(folder)
    Path(os.fsdecode(os.fsencode(place) + b"/re\xffcovery.py")).write_text(HONEST)
    return place


@hostile("error")
def two_that_could_be_meant(folder: Path) -> Path:
    """The same module in two folders."""
    place = _folder(folder)
    for name in ("a", "b"):
        (place / name).mkdir()
        (place / name / "recovery.py").write_text(f"{HONEST}# {name}\n")
    return place


@hostile("passed", score=20)
def planted_modules(folder: Path) -> Path:
    """An honest module among files called as the grader's and torch's own modules are."""
    bomb = "import os\nos._exit(0)\n"
    return _folder(
        folder,
        recovery__py=HONEST,
        torch__py=bomb,
        numpy__py=bomb,
        msgspec__py=bomb,
        json__py=bomb,
        grader__py=bomb,
        conftest__py=bomb,
        sitecustomize__py=bomb,
        test_grader__py=bomb,
        pickle__py=bomb,
    )


@hostile("passed", score=20)
def planted_package(folder: Path) -> Path:
    """An honest module beside a package `grader` with a runner that gives full marks."""
    place = _folder(folder, recovery__py=HONEST)
    (place / "grader" / "worker").mkdir(parents=True)
    for name in ("__init__", "runner", "worker/__init__", "worker/calls"):
        (place / "grader" / f"{name}.py").write_text("import os\nos._exit(0)\n")
    return place


@hostile("error", "not_attempted")
def deep_folders(folder: Path) -> Path:
    """A module 60 folders deep, beside one that is not meant."""
    place = _folder(folder, other__py="x = 1")
    deep = place
    for _ in range(60):
        deep = deep / "a"
    deep.mkdir(parents=True)
    (deep / "other.py").write_text("x = 1")
    return place


@hostile("not_attempted")
def too_many_files(folder: Path) -> Path:
    """Three thousand files."""
    place = _folder(folder)
    for number in range(3000):
        (place / f"a{number}.py").touch()
    return place
