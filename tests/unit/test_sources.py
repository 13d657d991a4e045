"""A worker finds the file among what was handed in, and cuts it into statements."""

from __future__ import annotations

import ast
import io
import json
import sys
import zipfile
import zlib

import nbformat
import pytest

from grader.worker import sources
from grader.worker.notebook import NotebookError, code_cells, needed_statements, without_magics
from grader.worker.pieces import Broken
from grader.worker.sources import SourceProblem, find, missing_file, read, unpack


def zipped(files: dict[str, bytes | str], compression: int = zipfile.ZIP_STORED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def notebook(*cells: str) -> bytes:
    made = nbformat.v4.new_notebook(  # type: ignore[no-untyped-call]
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells]  # type: ignore[no-untyped-call]
    )
    return nbformat.writes(made).encode()  # type: ignore[no-untyped-call]


def test_a_zip_is_opened_and_its_litter_left_out() -> None:
    data = zipped(
        {
            "hand_in/02_recovery/recovery.py": "x = 1",
            "hand_in\\windows.py": "y = 1",
            "__MACOSX/hand_in/._recovery.py": "junk",
            "hand_in/.DS_Store": "junk",
            "hand_in/.hidden/a.py": "junk",
            "hand_in/__pycache__/b.py": "junk",
            "hand_in/readme.md": "junk",
            "hand_in/Book.IPYNB": "{}",
        }
    )
    assert unpack((("a.zip", data),)) == {
        "hand_in/02_recovery/recovery.py": b"x = 1",
        "hand_in/windows.py": b"y = 1",
        "hand_in/Book.IPYNB": b"{}",
    }


def test_paths_that_lead_out_of_a_zip_stay_inside() -> None:
    data = zipped({"../../etc/recovery.py": "x", "/abs/sampling.py": "y"})
    assert set(unpack((("a.zip", data),))) == {"etc/recovery.py", "abs/sampling.py"}


def test_a_zip_in_a_zip_is_not_opened_and_told_where_nothing_else_is_there() -> None:
    inner: dict[str, str | bytes] = {"b.zip": zipped({"recovery.py": "x"})}
    with pytest.raises(SourceProblem, match=r"a\.zip holds another zip, b\.zip"):
        unpack((("a.zip", zipped(inner)),))
    assert unpack((("a.zip", zipped({**inner, "sampling.py": "y"})),)) == {"sampling.py": b"y"}


def test_files_beside_a_zip_are_kept() -> None:
    found = unpack((("recovery.py", b"1"), ("more.zip", zipped({"sampling.py": "2"}))))
    assert found == {"recovery.py": b"1", "sampling.py": b"2"}


@pytest.mark.parametrize("cut", [1, 30, 60])
def test_a_truncated_zip_is_refused(cut: int) -> None:
    data = zipped({"recovery.py": "x = 1\n" * 50})
    with pytest.raises(SourceProblem, match=r"a\.zip is not a whole zip archive"):
        unpack((("a.zip", data[:-cut]),))


def test_text_named_zip_is_refused() -> None:
    with pytest.raises(SourceProblem, match="not a whole zip archive"):
        unpack((("a.zip", b"x = 1"),))


def test_damaged_contents_are_refused() -> None:
    data = bytearray(zipped({"recovery.py": "x = 1\n" * 500}, compression=zipfile.ZIP_DEFLATED))
    data[45:60] = b"\xff" * 15
    with pytest.raises(SourceProblem):
        unpack((("a.zip", bytes(data)),))


def test_an_encrypted_zip_is_refused_with_the_cure() -> None:
    data = bytearray(zipped({"recovery.py": "x = 1"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1  # the flag of an encrypted member
    with pytest.raises(SourceProblem, match="encrypted: hand in a zip without a password"):
        unpack((("a.zip", bytes(data)),))


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MAX_FILE_BYTES", 1000)
    bomb = zipped({"recovery.py": b"\0" * 1_000_000}, compression=zipfile.ZIP_DEFLATED)
    asked: list[int] = []
    plain_read = zipfile.ZipExtFile.read

    def counted(stream: zipfile.ZipExtFile, size: int | None = -1) -> bytes:
        asked.append(-1 if size is None else size)
        return plain_read(stream, size)

    monkeypatch.setattr(zipfile.ZipExtFile, "read", counted)
    with pytest.raises(SourceProblem, match="too large once unpacked"):
        unpack((("a.zip", bomb),))
    assert asked
    assert all(0 <= size <= 1001 for size in asked)
    unpack((("a.zip", zipped({"recovery.py": b"#" * 1000})),))


def test_a_zip_that_is_too_large_in_all_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MAX_TOTAL_BYTES", 1000)
    with pytest.raises(SourceProblem, match="too large once unpacked"):
        unpack((("a.zip", zipped({"a.py": b"#" * 600, "b.py": b"#" * 600})),))


def test_a_zip_of_too_many_files_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MAX_MEMBERS", 2)
    with pytest.raises(SourceProblem, match="more than 2 Python files"):
        unpack((("a.zip", zipped(dict.fromkeys(("a.py", "b.py", "c.py"), "x"))),))


def test_a_size_that_lies_is_no_way_round_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MAX_FILE_BYTES", 1000)
    data = bytearray(zipped({"recovery.py": b"\0" * 50_000}, compression=zipfile.ZIP_DEFLATED))
    crc = zlib.crc32(b"\0" * 10)
    for signature, offset in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        at = data.index(signature) + offset
        data[at : at + 4] = crc.to_bytes(4, "little")
        data[at + 8 : at + 12] = (10).to_bytes(4, "little")
    try:
        found = unpack((("a.zip", bytes(data)),))
    except SourceProblem:
        return
    assert all(len(content) <= 1000 for content in found.values())


def found_in(*paths: str, any_name: bool = False, **content: bytes) -> str | None:
    files = {path: content.get(path.replace("/", "_").replace(".", "_"), b"") for path in paths}
    return find(files, "02_recovery", "recovery", any_name)


@pytest.mark.parametrize(
    "path",
    [
        "recovery.py",
        "recovery.ipynb",
        "02_recovery/recovery.py",
        "a/b/recovery.py",
        "wrap/assignments/02_recovery/recovery.ipynb",
    ],
)
def test_the_file_is_found_flat_or_in_folders(path: str) -> None:
    assert found_in(path, "other.py", "01_interpolant/interpolant.py") == path


def test_the_assignments_own_folder_comes_first_then_the_outermost() -> None:
    assert found_in("recovery.py", "x/02_recovery/recovery.py") == "x/02_recovery/recovery.py"
    assert found_in("a/b/recovery.py", "c/recovery.py") == "c/recovery.py"


def test_two_candidates_side_by_side_are_refused() -> None:
    with pytest.raises(SourceProblem) as caught:
        found_in("a/recovery.py", "b/recovery.py")
    assert str(caught.value) == (
        "more than one recovery.py was handed in: a/recovery.py, b/recovery.py. Keep one"
    )


def test_of_module_and_notebook_the_one_with_more_filled_in_counts() -> None:
    stub = b"raise NotImplementedError()\n" * 3
    done = b"x = 1"
    pair = ("recovery.py", "recovery.ipynb")
    assert found_in(*pair, recovery_py=done, recovery_ipynb=stub) == "recovery.py"
    assert found_in(*pair, recovery_py=stub, recovery_ipynb=done) == "recovery.ipynb"
    assert found_in(*pair) == "recovery.py"


def test_a_chosen_single_file_counts_whatever_its_name() -> None:
    assert found_in("homework.py", any_name=True) == "homework.py"
    assert found_in("homework.py") is None


@pytest.mark.parametrize(
    ("files", "text"),
    [
        (["sampling.py"], "recovery.py was not handed in"),
        (["recovry.py"], "recovery.py was not handed in; recovry.py was: rename it to recovery.py"),
        (
            ["a/Recovery.ipynb"],
            "recovery.py was not handed in; a/Recovery.ipynb was: rename it to recovery.ipynb",
        ),
        (
            ["recovery (1).py"],
            "recovery.py was not handed in; recovery (1).py was: rename it to recovery.py",
        ),
    ],
)
def test_a_missing_file_is_told_with_the_nearest_name(files: list[str], text: str) -> None:
    assert missing_file(dict.fromkeys(files, b""), "recovery") == text


def problem(data: bytes, path: str = "recovery.py") -> str:
    with pytest.raises(SourceProblem) as caught:
        read(path, data, set())
    assert "\n" not in str(caught.value)
    return str(caught.value)


def broken(data: bytes) -> Broken:
    (found,) = read("recovery.py", data, set()).broken
    assert "\n" not in found.problem
    return found


def test_a_syntax_error_is_told_with_its_line() -> None:
    found = broken(b"x = 1\ndef f(:\n    pass\n")
    assert found.line == 2
    assert found.problem.startswith("SyntaxError: ")
    assert found.problem.endswith("def f(:")


def test_indentation_is_told_with_its_line() -> None:
    found = broken(b"def f():\n  x = 1\n    y = 2\n")
    assert found.line == 3
    assert found.problem.startswith("IndentationError: ")


def test_other_encodings_are_told_with_line_and_byte() -> None:
    assert problem("x = 1\ny = 'ü'\n".encode("latin-1")) == (
        "recovery.py, line 2: the byte 0xfc is not UTF-8. Save the file with the encoding UTF-8"
    )
    assert "NUL bytes" in problem("x = 1".encode("utf-16"))
    assert "Save the file with the encoding UTF-8" in problem(b"# coding: klingon\nx = 1\n")


def test_declared_encodings_and_byte_order_marks_are_understood() -> None:
    for data in (
        b"\xef\xbb\xbfx = 1\n",
        "# coding: latin-1\nx = 'ü'\n".encode("latin-1"),
        b"x = 1\r\n",
        b"x = 1\ry = 2\r",
    ):
        assert read("recovery.py", data, set()).statements


@pytest.mark.parametrize("data", [b"(" * 5000, b"x = " + b"-" * 200_000 + b"1"])
def test_what_python_cannot_parse_is_told_and_never_crashes(data: bytes) -> None:
    source = read("recovery.py", data, set())
    assert not source.statements
    assert len(source.broken) == 1


def test_a_syntax_error_costs_the_function_it_is_in_and_no_other() -> None:
    text = (
        '"""A module."""\nimport torch\n\n@torch.no_grad()\ndef f(x):\n    return (x\n\n'
        "def g(x):\n    return x\n\nSCALE = (2\nOTHER = 3\n"
    )
    source = read("recovery.py", text.encode(), set())
    assert [ast.unparse(each.node).splitlines()[0] for each in source.statements] == [
        "'A module.'" if sys.version_info < (3, 14) else '"A module."',
        "import torch",
        "def g(x):",
        "OTHER = 3",
    ]
    assert source.statements[2].node.lineno == 8
    assert [({*each.names}, each.line) for each in source.broken] == [({"f"}, 6), ({"SCALE"}, 11)]


def test_too_large_a_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MAX_FILE_BYTES", 1 << 20)
    assert problem(b"#" * ((1 << 20) + 1)) == "recovery.py is larger than 1 MiB"


def test_a_notebook_gives_what_the_exercises_need_and_nothing_else() -> None:
    data = notebook(
        "import torch\nSCALE = 2.0\nUNUSED = train_for_hours()",
        "%matplotlib inline\n!pip install torch\n?torch\ndef helper(x):\n    return SCALE * x",
        "def f(x):\n    return helper(x)\n\nprint(f(torch.ones(3)))\nplot(f)",
        "for step in range(10**9):\n    train()\nwith open('x') as s:\n    pass\nwhile True: pass",
        "f(torch.ones(2))",
    )
    source = read("book.ipynb", data, {"f"})
    kept = [ast.unparse(each.node).splitlines()[0] for each in source.statements]
    assert kept == ["import torch", "SCALE = 2.0", "def helper(x):", "def f(x):"]
    assert [each.place for each in source.statements] == [
        "book.ipynb, code cell 1",
        "book.ipynb, code cell 1",
        "book.ipynb, code cell 2",
        "book.ipynb, code cell 3",
    ]
    assert source.statements[2].node.lineno == 4


def test_a_skipped_loop_that_fills_what_a_function_reads_is_told() -> None:
    cells = (
        "TABLE = []\nLOSSES = []\nrate = 0.1",
        "for k in range(3):\n    TABLE.append(k)\n    LOSSES.append(k)",
        "with quiet():\n    TABLE[0] = 5\nprint(TABLE, rate)\nwhile True:\n    rate = rate / 2",
        "def f(x):\n    rate = 2.0\n    return TABLE[0] * x * rate",
    )
    source = read("book.ipynb", notebook(*cells), {"f"})
    places = [(each.place[-11:], each.line, set(each.names)) for each in source.broken]
    assert places == [("code cell 2", 1, {"TABLE"}), ("code cell 3", 1, {"TABLE"})]
    assert all("TABLE stays as first assigned" in each.problem for each in source.broken)


def test_a_broken_cell_costs_that_cell_only_and_is_told() -> None:
    source = read("book.ipynb", notebook("def f(x):\n    return x", "def g(:"), {"f", "g"})
    assert len(source.statements) == 1
    (broken,) = source.broken
    assert (broken.place, broken.line, {*broken.names}) == ("book.ipynb, code cell 2", 1, {"g"})
    assert broken.problem.startswith("SyntaxError: ")


@pytest.mark.parametrize(
    "data",
    [b"", b"x = 1", b"{}", b"[]", b"null", b'{"cells": 3}', notebook("x = 1")[:-40], b"\xff\xfe"],
    ids=["empty", "python", "object", "list", "null", "number", "truncated", "no UTF-8"],
)
def test_what_is_no_notebook_is_refused(data: bytes) -> None:
    with pytest.raises(NotebookError):
        code_cells(data)
    assert "is not a readable notebook" in problem(data, "book.ipynb")


def test_old_notebooks_and_markdown_are_read() -> None:
    made = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {},
        "worksheets": [
            {
                "cells": [
                    {"cell_type": "markdown", "source": ["# def f"], "metadata": {}},
                    {
                        "cell_type": "code",
                        "input": ["def f(x):\n", "    return x"],
                        "language": "python",
                        "outputs": [],
                        "metadata": {},
                        "collapsed": False,
                    },
                ]
            }
        ],
    }
    assert code_cells(json.dumps(made).encode()) == ["def f(x):\n    return x"]


@pytest.mark.parametrize(
    ("cell", "left"),
    [
        ("x = 1", "x = 1"),
        ("%time x = 1\ny = 2", "pass\ny = 2"),
        ("!pip install torch\nx = 1", "pass\nx = 1"),
        ("files = !ls\nx = 1", "files = None\nx = 1"),
        ("now = %time\nx = 1", "now = None\nx = 1"),
        ("torch.ones?\nx = 1", "pass\nx = 1"),
        ("?torch\nx = 1", "pass\nx = 1"),
        ("if x:\n    !ls\ny = 1", "if x:\n    pass\ny = 1"),
        ("%%time\nx = 1", "pass\nx = 1"),
        ("\n%%capture out\nx = 1", "\npass\nx = 1"),
        ("%%bash\nrm -rf /", ""),
        ("%%html\n<b>x</b>", ""),
        ("%%javascript\nx = 1", ""),
        ("x = (7\n%3)", "x = (7\n%3)"),
        ("x = '''\n!not a command\n'''", "x = '''\n!not a command\n'''"),
    ],
)
def test_magics_and_shell_lines_are_blanked_line_for_line(cell: str, left: str) -> None:
    assert without_magics(cell) == left


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("x = 1\ny = 2\ndef f(): return x", "x f"),
        ("x = y\ny = 2\ndef f(): return x", "x y f"),
        ("table = {}\ntable['a'] = 1\ndef f(): return table", "table table f"),
        ("class A: pass\nobj = A()\ndef f(): return obj", "A obj f"),
        (
            "try:\n    import fast\nexcept ImportError:\n    fast = None\ndef f(): return fast",
            "fast f",
        ),
        ("if True:\n    x = 1\nelse:\n    x = 2\ndef f(): return x", "x f"),
        ("try:\n    train()\nexcept Exception:\n    x = 1\ndef f(): return x", "f"),
        ("f = torch.vmap(g)\ndef g(x): return x", "f g"),
        ("a, b = 1, 2\ndef f(): return b", "a b f"),
        ("x += 1\ndef f(): return x", "x f"),
        ("x: int = 1\ndef f(): return x", "x f"),
        ("def f(): return 1\ndef f(): return 2", "f f"),
    ],
)
def test_what_an_exercise_refers_to_is_kept(text: str, kept: str) -> None:
    from grader.worker.notebook import names_bound

    statements = ast.parse(text).body
    needed = needed_statements(statements, {"f"})
    order = [each for each in statements if each in needed]
    assert " ".join(" ".join(sorted(names_bound(each))) for each in order) == kept
