"""Archives are opened in memory: nothing leads out, grows without bound, or costs a neighbour."""

from __future__ import annotations

import stat
import zipfile
import zlib

import pytest

from grader.worker import archives
from grader.worker.archives import Unpacked
from grader.worker.files import gathered
from tests.unit.made import tarred, zipped


def opened(name: str, data: bytes) -> Unpacked:
    return gathered(((name, data),))


FILES: dict[str, bytes | str] = {
    "hand_in/02_recovery/recovery.py": "x = 1",
    "hand_in/other.py": "y = 1",
    "__MACOSX/hand_in/._recovery.py": "junk",
    "hand_in/.DS_Store": "junk",
    "hand_in/.hidden/a.py": "junk",
    "hand_in/__pycache__/b.py": "junk",
    "hand_in/readme.md": "junk",
    "hand_in/myenv/lib/python3.12/torch/c.py": "junk",
    "hand_in/envs/one/pyvenv.cfg": "home = /usr",
    "hand_in/envs/one/bin/d.py": "junk",
    "hand_in/node_modules/e.py": "junk",
    "hand_in/data.npz": b"PK\x03\x04",
    "hand_in/Book.IPYNB": "{}",
}


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz", "a.tgz"])
def test_an_archive_is_opened_and_its_litter_left_out(name: str) -> None:
    data = zipped(FILES) if name == "a.zip" else tarred(FILES)
    found = opened(name, data)
    assert found.files == {
        "hand_in/02_recovery/recovery.py": b"x = 1",
        "hand_in/other.py": b"y = 1",
        "hand_in/Book.IPYNB": b"{}",
    }
    assert not found.aside


def test_names_with_backslashes_are_folders() -> None:
    found = opened("a.zip", zipped({"hand_in\\windows.py": "y = 1"}))
    assert set(found.files) == {"hand_in/windows.py"}


@pytest.mark.parametrize("make", [zipped, tarred])
def test_paths_that_lead_out_stay_inside(make) -> None:  # type: ignore[no-untyped-def]
    name = "a.zip" if make is zipped else "a.tgz"
    data = make({"../../etc/recovery.py": "x", "/abs/sampling.py": "y"})
    assert set(opened(name, data).files) == {"etc/recovery.py", "abs/sampling.py"}


def test_links_are_not_followed_nor_run_as_text() -> None:
    link = zipfile.ZipInfo("recovery.py")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    data = zipped({"b.py": "x"})
    import io

    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(link, "../../solutions/02_recovery/recovery.py")
    for name, content in (
        ("a.zip", stream.getvalue()),
        ("a.tgz", tarred({"b.py": "x"}, {"recovery.py": "/etc/passwd"})),
    ):
        found = opened(name, content)
        assert set(found.files) == {"b.py"}
        assert "is a link, which is not followed" in found.aside["recovery.py"]


def test_an_archive_in_an_archive_is_opened_once() -> None:
    inner = zipped({"recovery.py": "x"})
    found = opened("a.zip", zipped({"b.zip": inner, "deep.zip": zipped({"c.zip": inner})}))
    assert set(found.files) == {"b.zip/recovery.py"}
    assert "archive in an archive in an archive" in found.aside["deep.zip/c.zip"]


def test_files_beside_an_archive_are_kept_and_told_apart() -> None:
    found = gathered((("recovery.py", b"1"), ("more.zip", zipped({"recovery.py": "2"}))))
    assert found.files == {"recovery.py": b"1", "more.zip/recovery.py": b"2"}


@pytest.mark.parametrize("cut", [1, 30, 60])
@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz"])
def test_a_truncated_archive_is_left_aside_and_costs_no_neighbour(name: str, cut: int) -> None:
    made = zipped if name == "a.zip" else tarred
    data = made({"recovery.py": "x = 1\n" * 50})
    found = gathered((("sampling.py", b"1"), (name, data[: -cut - 20 * (name != "a.zip")])))
    assert found.files["sampling.py"] == b"1"
    what = "zip" if name == "a.zip" else "tar"
    assert f"is not a whole {what} archive" in found.aside[name]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"Rar!\x1a\x07\x01\x00....", "a RAR archive"),
        (b"7z\xbc\xaf\x27\x1c....", "a 7z archive"),
        (b"\x1f\x8b\x08....", "a gzip archive"),
        (b"%PDF-1.7", "a PDF"),
        (b"x = 1", "is not a whole zip archive"),
    ],
)
def test_what_is_only_called_a_zip_is_told_by_its_kind(data: bytes, kind: str) -> None:
    assert kind in opened("a.zip", data).aside["a.zip"]


@pytest.mark.parametrize(
    ("name", "data"),
    [("hw.zip", tarred(FILES)), ("hw.tar.gz", zipped(FILES)), ("hw.tgz", zipped(FILES))],
)
def test_what_an_archive_is_called_does_not_matter(name: str, data: bytes) -> None:
    assert len(opened(name, data).files) == 3


def test_a_space_or_a_dot_behind_a_name_does_not_matter() -> None:
    assert set(opened("a.zip", zipped({"hw 1 /recovery.py ": "", "b.ipynb.": ""})).files) == {
        "hw 1 /recovery.py ",
        "b.ipynb.",
    }


@pytest.mark.parametrize("make", [zipped, tarred])
def test_what_else_is_in_an_archive_is_known(make) -> None:  # type: ignore[no-untyped-def]
    name = "a.zip" if make is zipped else "a.tgz"
    found = opened(name, make({"hw/notes.txt": "", "b.RAR": "", ".DS_Store": "", "c.py": ""}))
    assert sorted(found.others) == ["b.RAR", "hw/notes.txt"]
    assert found.aside == {"b.RAR": "is an archive of a kind that is not read: hand in a .zip"}


def test_a_method_of_packing_that_is_not_known_is_told() -> None:
    data = bytearray(zipped({"recovery.py": "x = 1"}))
    for mark, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        data[data.index(mark) + at] = 93  # Zstandard
    why = opened("a.zip", bytes(data)).aside["recovery.py"]
    assert why == "is packed in a way that is not read: make the archive anew"


def test_damaged_contents_are_left_aside() -> None:
    data = bytearray(zipped({"recovery.py": "x = 1\n" * 500}, compression=zipfile.ZIP_DEFLATED))
    data[45:60] = b"\xff" * 15
    found = gathered((("a.zip", bytes(data)), ("b.py", b"")))
    assert "is damaged in its archive" in found.aside["a.zip/recovery.py"]
    assert set(found.files) == {"b.py"}


def test_a_damaged_member_costs_no_other() -> None:
    data = bytearray(zipped({"a.py": "x = 1", "recovery.py": "y = 2"}))
    data[data.index(b"x = 1")] ^= 1  # its checksum is no longer that of its bytes
    found = opened("hw.zip", bytes(data))
    assert found.files == {"recovery.py": b"y = 2"}
    assert "is damaged" in found.aside["a.py"]


def test_names_that_are_no_text_are_no_way_to_end_the_worker() -> None:
    data = tarred({"L\udcf6sung.py": "x = 1", "recovery.py": "y = 2"})
    found = gathered((("recovery.py", b"1"), ("old.tar.gz", data)))
    for path in found.files:
        path.encode()
    assert set(found.files) == {"recovery.py", "old.tar.gz/recovery.py", "old.tar.gz/L?sung.py"}


def test_an_encrypted_zip_is_told_with_the_cure() -> None:
    data = bytearray(zipped({"recovery.py": "x = 1"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1  # the flag of an encrypted member
    aside = opened("a.zip", bytes(data)).aside
    assert "encrypted: hand in an archive without a password" in aside["recovery.py"]


def test_a_bomb_is_never_unpacked_beyond_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_FILE_BYTES", 1000)
    bomb = zipped({"recovery.py": b"\0" * 1_000_000}, compression=zipfile.ZIP_DEFLATED)
    asked: list[int] = []
    plain_read = zipfile.ZipExtFile.read

    def counted(stream: zipfile.ZipExtFile, size: int | None = -1) -> bytes:
        asked.append(-1 if size is None else size)
        return plain_read(stream, size)

    monkeypatch.setattr(zipfile.ZipExtFile, "read", counted)
    assert "too large once unpacked" in opened("a.zip", bomb).aside["recovery.py"]
    assert asked
    assert all(0 <= size <= 1001 for size in asked)
    assert opened("a.zip", zipped({"recovery.py": b"#" * 1000})).files


def test_all_that_is_unpacked_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_UNPACKED_BYTES", 1000)
    first = zipped({"a.py": b"#" * 600})
    found = gathered((("1.zip", first), ("2.zip", first), ("3.zip", first)))
    assert set(found.files) == {"1.zip/a.py"}
    assert set(found.aside) == {"2.zip/a.py", "3.zip/a.py"}


@pytest.mark.parametrize("make", [zipped, tarred])
def test_of_too_many_files_those_near_the_top_are_taken(  # type: ignore[no-untyped-def]
    make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MAX_FILES", 2)
    data = make(dict.fromkeys(("deep/er/a.py", "deep/b.py", "c.py"), "x"))
    assert set(opened("a.zip" if make is zipped else "a.tgz", data).files) == {"c.py", "deep/b.py"}


def test_a_size_that_lies_is_no_way_round_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_FILE_BYTES", 1000)
    data = bytearray(zipped({"recovery.py": b"\0" * 50_000}, compression=zipfile.ZIP_DEFLATED))
    crc = zlib.crc32(b"\0" * 10)
    for signature, offset in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        at = data.index(signature) + offset
        data[at : at + 4] = crc.to_bytes(4, "little")
        data[at + 8 : at + 12] = (10).to_bytes(4, "little")
    assert all(len(content) <= 1000 for content in opened("a.zip", bytes(data)).files.values())


def test_a_cell_that_writes_a_module_hands_it_in() -> None:
    from tests.unit.made import notebook

    book = notebook("%%writefile helpers.py\nONE = 1\n", "%%writefile data.csv\n1,2")
    found = gathered((("deep/book.ipynb", book),))
    assert found.files["deep/helpers.py"] == b"ONE = 1\n"
    assert set(found.files) == {"deep/book.ipynb", "deep/helpers.py"}
