"""Modules and notebooks are cut into statements; what is no Python costs itself."""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path

import pytest

from grader.worker import sources
from grader.worker.needed import needed
from grader.worker.notebook import NotebookError, cells_of
from grader.worker.pieces import Broken
from grader.worker.sources import SourceProblem, read
from grader.worker.work import defined_in, worked_on
from tests.unit.made import notebook


def problem(data: bytes, path: str = "recovery.py") -> str:
    with pytest.raises(SourceProblem) as caught:
        read(path, data)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(path)
    return str(caught.value)


def broken(data: bytes) -> Broken:
    (found,) = read("recovery.py", data).broken
    assert "\n" not in found.problem
    return found


def kept(data: bytes, wanted: set[str], path: str = "book.ipynb") -> list[str]:
    """Return the first lines of the statements that the wanted names lead to."""
    nodes = [statement.node for statement in read(path, data).statements]
    chosen, _ = needed(nodes, wanted)
    return [ast.unparse(node).splitlines()[0] for node in nodes if node in chosen]


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
    assert "is UTF-16" in problem("x = 1".encode("utf-16"))
    assert "NUL bytes" in problem(b"x = 1\0")
    assert "Save the file with the encoding UTF-8" in problem(b"# coding: klingon\nx = 1\n")


def test_declared_encodings_and_byte_order_marks_are_understood() -> None:
    for data in (
        b"\xef\xbb\xbfx = 1\n",
        "# coding: latin-1\nx = 'ü'\n".encode("latin-1"),
        b"x = 1\r\n",
        b"x = 1\ry = 2\r",
    ):
        assert read("recovery.py", data).statements


@pytest.mark.parametrize("data", [b"(" * 5000, b"x = " + b"-" * 200_000 + b"1"])
def test_what_python_cannot_parse_is_told_and_never_crashes(data: bytes) -> None:
    source = read("recovery.py", data)
    assert not source.statements
    assert len(source.broken) == 1


@pytest.mark.parametrize(
    ("stray", "line"),
    [
        ("return (x", 6),
        ("this is not Python at all", 7),
        ("foo bar (", 7),
        ("x = [1,", 7),
        ("print 'x'", 7),
    ],
)
def test_a_stray_line_costs_itself_and_neither_the_function_above_nor_below(
    stray: str, line: int
) -> None:
    text = "import torch\n\n\ndef f(x):\n    y = x\n    return y\n{}\ndef g(x):\n    return x\n"
    if stray == "return (x":
        text = text.replace("return y\n{}", "{}\n")
    source = read("recovery.py", text.format(stray).encode())
    names = [getattr(statement.node, "name", "import") for statement in source.statements]
    assert names == (["import", "g"] if stray == "return (x" else ["import", "f", "g"])
    assert source.statements[-1].node.lineno == 8
    assert [broken.line for broken in source.broken] == [line]


def test_lines_of_a_docstring_are_no_statements_whatever_they_look_like() -> None:
    text = (
        'def f(x):\n    """Doc.\n\nimport this\ndef g(y): pass\nx = 1\n%time\n    """\n'
        "    return x\n\n\ndef h(x:\n    return x\n"
    )
    source = read("recovery.py", text.encode())
    assert [ast.unparse(statement.node).splitlines()[0] for statement in source.statements] == [
        "def f(x):"
    ]
    assert [({*broken.names}, broken.line) for broken in source.broken] == [({"h"}, 12)]


def test_decorators_and_else_stay_with_what_they_belong_to() -> None:
    text = "@deco\n@torch.no_grad()\ndef f(): pass\nif x:\n    y = 1\nelse:\n    y = 2\n)\n"
    source = read("recovery.py", text.encode())
    assert [type(statement.node).__name__ for statement in source.statements] == [
        "FunctionDef",
        "If",
    ]
    assert [broken.line for broken in source.broken] == [8]


def test_a_newer_python_is_named_where_it_would_do() -> None:
    newer = "def f[T](x: T) -> T:\n    return x\n"
    found = read("recovery.py", newer.encode())
    if sys.version_info >= (3, 12):
        assert not found.broken
    else:
        (error,) = found.broken
        assert "This is graded with Python 3.11; Python 3.12 would know" in error.problem
    assert "Python 3." not in broken(b"def f(:\n    pass\n").problem


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"<!DOCTYPE html>\n<html>", "is a web page (HTML)"),
        (b"\n<html><head>", "is a web page (HTML)"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "is a Git LFS pointer"),
        (b"PK\x03\x04abc", "is a zip archive, whatever it is called"),
        (b"%PDF-1.4", "is a PDF, whatever it is called"),
        (
            b"diff --git a/recovery.py b/recovery.py\n",
            "is a patch, which holds no more than changes",
        ),
    ],
)
@pytest.mark.parametrize("path", ["recovery.py", "recovery.ipynb"])
def test_what_is_no_code_is_called_what_it_is(path: str, data: bytes, text: str) -> None:
    assert text in problem(data, path)


@pytest.mark.parametrize(
    "body",
    [
        "<<<<<<< HEAD\n    return x\n=======\n    return -x\n>>>>>>> mine\n",
        "\u00a0\u00a0\u00a0\u00a0return x\n",
        "so this is it\n    return x\n",
    ],
)
def test_a_function_whose_end_is_cut_off_is_broken_and_never_returns_nothing(body: str) -> None:
    text = f"def f(x):\n    return x\n\n\ndef g(x):\n    y = x\n{body}\n\ndef h(x):\n    return x\n"
    source = read("recovery.py", text.encode())
    assert [getattr(statement.node, "name", "") for statement in source.statements] == ["f", "h"]
    assert any("g" in broken.names and broken.line == 7 for broken in source.broken)


def test_signs_that_no_keyboard_types_are_told_with_the_remedy() -> None:
    for sign in ("\u200b", "\ufeff"):
        source = read("recovery.py", f"x = 1\n{sign}def f(x):\n    return x\n".encode())
        assert source.broken[0].names == {"f"}
        assert "shows as a space or not at all" in source.broken[0].problem
    fence = read("recovery.py", b"```python\nx = 1\n```\n")
    assert all(broken.problem.endswith("take them out") for broken in fence.broken)
    minus = read("recovery.py", "def f(x):\n    return x − 1\n".encode())
    assert minus.broken[0].problem.endswith("whatever it looks like: type it anew")


def test_a_merge_conflict_is_called_that() -> None:
    text = "def f(): pass\n<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> mine\n"
    source = read("recovery.py", text.encode())
    assert len(source.statements) >= 1
    assert "merge conflict" in source.broken[0].problem
    assert source.broken[0].line == 2
    assert "merge conflict (line 2)" in problem(text.encode(), "recovery.ipynb")
    heading = '"""\nTitle\n=======\n"""\n<<<<<<< x\n'
    assert "merge" not in read("recovery.py", heading.encode()).broken[0].problem


def test_limits_are_for_code_and_not_for_what_a_notebook_drew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sources, "MAX_CODE_BYTES", 1000)
    assert "more than 0 MiB of code" in problem(b"#" * 1001)
    book = json.loads(notebook("x = 1"))
    book["cells"][0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "y" * 9999}]
    assert read("book.ipynb", json.dumps(book).encode()).statements
    assert "MiB of code" in problem(notebook("x" * 1001), "book.ipynb")


def test_a_notebook_gives_what_the_exercises_need_and_nothing_else() -> None:
    data = notebook(
        "import torch\nSCALE = 2.0\nUNUSED = train_for_hours()",
        "%matplotlib inline\n!pip install torch\n?torch\ndef helper(x):\n    return SCALE * x",
        "def f(x):\n    return helper(torch.sin(x))\n\nprint(f(torch.ones(3)))\nplot(f)",
        "for step in range(10**9):\n    train()\nwith open('x') as s:\n    pass\nwhile True: pass",
        "f(torch.ones(2))",
        "x = torch.randn(10**9)  # a demo that shares the name of a parameter",
    )
    lines = kept(data, {"f"})
    assert lines == ["import torch", "SCALE = 2.0", "def helper(x):", "def f(x):"]
    source = read("book.ipynb", data)
    assert source.statements[3].place == "book.ipynb, code cell 2"
    assert source.statements[6].node.lineno == 4


def test_what_changes_a_needed_name_is_needed_too() -> None:
    cells = (
        "TABLE = []\nLOSSES = []\nrate = 0.1",
        "for k in range(3):\n    TABLE.append(k)",
        "for k in range(10**9):\n    LOSSES.append(k)",
        "with quiet():\n    TABLE[0] = 5\nprint(LOSSES, rate)\nwhile True:\n    rate = rate / 2",
        "def f(x):\n    rate = 2.0\n    return TABLE[0] * x * rate",
    )
    assert kept(notebook(*cells), {"f"}) == [
        "TABLE = []",
        "for k in range(3):",
        "with quiet():",
        "def f(x):",
    ]


def test_a_broken_cell_costs_that_cell_only_and_is_told() -> None:
    source = read("book.ipynb", notebook("def f(x):\n    return x", "def g(:"))
    assert len(source.statements) == 1
    (error,) = source.broken
    assert (error.place, error.line, {*error.names}) == ("book.ipynb, code cell 2", 1, {"g"})


def test_a_function_that_goes_on_in_the_next_cell_is_broken() -> None:
    source = read("book.ipynb", notebook("def f(x):\n    y = 2 * x", "    z = y\n    return z"))
    assert not source.statements
    (error,) = source.broken
    assert (error.place, {*error.names}) == ("book.ipynb, code cell 2", {"f"})
    assert "this is the rest of f, which begins in the cell above" in error.problem


@pytest.mark.parametrize(
    "cell",
    [
        "    def g(x):\n        return x",
        "    print(1)",
        "for x in ():\n    print(x)",
        "x = 1",
    ],
)
def test_a_cell_that_begins_indented_may_stand_alone(cell: str) -> None:
    source = read("book.ipynb", notebook("def f(x):\n    print(x)", cell))
    assert len(source.statements) == 2
    assert not source.broken


def test_code_in_a_text_cell_is_remembered() -> None:
    data = notebook("x = 1", markdown={0: "# Task\n\ndef f(x):\n    return x\nONE = 1"})
    (left,) = read("book.ipynb", data).left_out
    assert ({*left.names}, left.place) == ({"f", "ONE"}, "book.ipynb, cell 1")
    assert "is a Markdown cell, which is never run" in left.problem


def test_a_module_may_be_called_a_notebook() -> None:
    text = "import torch\n\n\ndef f(x):\n    return x\n\n\ndef g(x:\n    return x\n"
    source = read("book.ipynb", text.encode())
    assert (defined_in(source), source.is_notebook) == ({"torch", "f"}, False)
    assert [broken.line for broken in source.broken] == [8]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", "is empty"),
        (b"x = 1", "is not a notebook: its text is no JSON"),
        (b"{}", "is JSON without cells"),
        (b"[]", "is JSON without cells"),
        (b"null", "is JSON without cells"),
        (b'{"cells": 3}', "is JSON without cells"),
        (notebook("x = 1")[:-40], "is cut off"),
        (notebook("x = 1")[:60], "is cut off"),
        (b'{"cells": [}, "a": 1}', "is a damaged notebook"),
        (b"\xfa\xfb\xfc\xfd", "is not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b"\0" * 5000, "is filled with zeros, as what was not saved"),
    ],
    ids=["empty", "python", "{}", "[]", "null", "3", "cut", "early", "bad", "utf", "deep", "zeros"],
)
def test_what_is_no_notebook_is_refused_with_the_remedy(data: bytes, text: str) -> None:
    with pytest.raises(NotebookError):
        cells_of(data)
    assert text in problem(data, "book.ipynb")


@pytest.mark.parametrize(
    "change",
    [
        lambda book: book.pop("metadata"),
        lambda book: book.pop("nbformat"),
        lambda book: book.update(metadata=3, nbformat="four"),
        lambda book: book["cells"][0].pop("metadata"),
        lambda book: book["cells"][0].pop("id"),
        lambda book: book["cells"][0].pop("outputs"),
        lambda book: book["cells"][0].update(source=["def f(x):\n", "    return x"]),
        lambda book: book["cells"][0].update(source=["def f(x):", "    return x"]),
        lambda book: book["cells"].append(None),
        lambda book: book["cells"].append({"cell_type": "code", "source": None}),
        lambda book: book.update(cells=[*book["cells"], {"cell_type": 5}]),
    ],
)
def test_a_notebook_is_read_leniently(change: object) -> None:
    book = json.loads(notebook("def f(x):\n    return x"))
    change(book)  # type: ignore[operator]
    assert kept(json.dumps(book).encode(), {"f"}) == ["def f(x):"]


def test_notebooks_of_other_encodings_and_names_are_read() -> None:
    book = notebook("def f(x):\n    return x")
    for data in (b"\xef\xbb\xbf" + book, book.decode().encode("utf-16")):
        assert kept(data, {"f"}) == ["def f(x):"]
    assert kept(book, {"f"}, "recovery.py") == ["def f(x):"], "saved as a module by mistake"


def test_half_a_surrogate_pair_is_no_crash() -> None:
    data = notebook("x = 1").replace(b"x = 1", b"x = '\\\\ud800' # \\ud800")
    assert read("book.ipynb", data).statements


def test_old_notebooks_are_read() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# def f"]},
        {"cell_type": "code", "input": ["def f(x):\n", "    return x"], "outputs": []},
    ]
    made = {"nbformat": 3, "worksheets": [{"cells": cells}]}
    (_, cell) = cells_of(json.dumps(made).encode())
    assert (cell.text, cell.number, cell.code_number) == ("def f(x):\n    return x", 2, 1)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("x = 1\ny = 2\ndef f(): return x", "x = 1|def f():"),
        ("x = y\ny = 2\ndef f(): return x", "x = y|y = 2|def f():"),
        ("table = {}\ntable['a'] = 1\ndef f(): return table", "table = {}|table['a'] = 1|def f():"),
        ("class A: pass\nobj = A()\nobj.x = 1\ndef f(): return obj", "class A:|obj = A()|obj.x = 1|def f():"),
        ("try:\n    import fast\nexcept ImportError:\n    fast = None\ndef f(): return fast", "try:|def f():"),
        ("if True:\n    x = 1\nelse:\n    x = 2\ndef f(): return x", "if True:|def f():"),
        ("f = torch.vmap(g)\ndef g(x): return x", "f = torch.vmap(g)|def g(x):"),
        ("a, b = 1, 2\ndef f(): return b", "a, b = (1, 2)|def f():"),
        ("x += 1\ndef f(): return x", "x += 1|def f():"),
        ("x: int = 1\ndef f(): return x", "x: int = 1|def f():"),
        ("def f(): return 1\ndef f(): return 2", "def f():|def f():"),
        ("x = 1\ndef f(x): return x", "def f(x):"),
        ("x = 1\ndef f(): return [x for x in y]", "def f():"),
        ("x = 1\ndef f(): return y.x", "def f():"),
        ("x = 1\ndef f():\n    global x\n    x = 2", "def f():"),
        ("def init():\n    global x\n    x = 2\ninit()\ndef f(): return x", "def init():|init()|def f():"),
        ("globals()['x'] = 1\ndef f(): return x", "globals()['x'] = 1|def f():"),
        ("exec('x = 1')\ndef f(): return x", "exec('x = 1')|def f():"),
        ("for x in [1]:\n    pass\ndef f(): return x", "for x in [1]:|def f():"),
        ("with a as x:\n    pass\ndef f(): return x", "with a as x:|def f():"),
        ("(x := 3)\ndef f(): return x", "(x := 3)|def f():"),
        ("import a.b as x\nimport c\ndef f(): return x", "import a.b as x|def f():"),
        ("from helpers import *\ndef f(): return x", "from helpers import *|def f():"),
        ("import torch\ntorch.set_default_dtype(d)\ntorch.save(f)\ndef f(): return torch", "import torch|torch.set_default_dtype(d)|def f():"),
        ("@deco\ndef f(): return 1\ndef deco(g): return g", "@deco|def deco(g):"),
        ("def f(a=x): return a\nx = 1", "def f(a=x):|x = 1"),
        ("class M:\n    y = x\ndef f(): return M\nx = 1", "class M:|def f():|x = 1"),
    ],
)  # fmt: skip
def test_what_an_exercise_leads_to_is_kept(text: str, lines: str) -> None:
    assert "|".join(kept(text.encode(), {"f"}, "recovery.py")) == lines


@pytest.mark.parametrize(
    ("text", "work"),
    [
        ("def f(x):\n    raise NotImplementedError()", False),
        ("def f(x):\n    '''Doc.'''\n    # YOUR CODE HERE\n    raise NotImplementedError", False),
        ("def f(x):\n    pass", False),
        ("def f(x): ...", False),
        ("def f(x):\n    return x\n    raise NotImplementedError()", True),
        ("def f(x):\n    if x:\n        raise NotImplementedError()\n    return x", True),
        ("f = torch.vmap(g)", True),
        ("from helpers import f", True),
        ("if ok:\n    def f(x):\n        return x", True),
        ("def f(x):\n    return x\ndef f(x):\n    raise NotImplementedError()", False),
        ("def g(x):\n    return x  # NotImplementedError", False),
    ],
)
def test_work_is_told_from_a_placeholder_by_its_tree(text: str, work: bool) -> None:
    assert worked_on(read("a.py", text.encode()), {"f"}) == ({"f"} if work else set())


@pytest.mark.parametrize(
    "text",
    [
        "R = {}\ndef register(n):\n    def put(g):\n        R[n] = g\n        return g\n    return put\n@register('o')\ndef helper(x): return x\ndef f(x): return R['o'](x)",
        "R = {}\ndef keep(g):\n    R['o'] = g\n    return g\n@keep\ndef helper(x): return x\ndef f(x): return R['o'](x)",
        "D = {}\ndef fill(d): d['o'] = 1\nfill(D)\ndef f(x): return D['o']",
        "D = {}\ndef fill(d): d['o'] = 1\nprint(fill(D))\ndef f(x): return D['o']",
        "D = {}\ndef setup():\n    D['o'] = 1\nsetup()\ndef f(x): return D['o']",
        "D = {}\ndef setup():\n    D['o'] = 1\ndef main():\n    setup()\nif ok:\n    main()\ndef f(x): return D['o']",
        "class H: pass\ndef add_to(c):\n    def put(g):\n        setattr(c, g.__name__, g)\n    return put\n@add_to(H)\ndef g(self): return 1\ndef f(x): return H().g()",
        "import torch\nC = torch.zeros(1)\ntorch.nn.init.ones_(C)\ndef f(x): return C",
        "import torch\nC = torch.zeros(1)\ntorch.add(C, 1, out=C)\ndef f(x): return C",
        "import heapq\nL = []\nheapq.heappush(L, 1)\ndef f(x): return L",
        "it = iter([1, 2])\nnext(it)\ndef f(x): return next(it)",
        "L = []\n[L.append(i) for i in range(3)]\ndef f(x): return L",
        "OPS = {}\nalias = OPS\nalias['o'] = 1\ndef f(x): return OPS['o']",
        "alias = OPS = {}\nalias['o'] = 1\ndef f(x): return OPS['o']",
        "exec(open('helpers.py').read())\ndef f(x): return ONE",
        "vars()['ONE'] = 1\ndef f(x): return ONE",
        "for n in ('ONE', 'TWO'):\n    globals()[n] = 1\ndef f(x): return ONE",
        "import functools\n@functools.singledispatch\ndef o(t, x): return x\n@o.register\ndef _ten(t: int, x): return x\ndef f(x): return o(1, x)",
        "for i in range(3):\n    put(i)\ndef put(i): T[i] = 1\nT = {}\ndef f(x): return T",
    ],
)
def test_whatever_changes_a_needed_object_is_kept(text: str) -> None:
    """Every statement of these is needed: without any of them `f` would do something else."""
    assert len(kept(text.encode(), {"f"}, "book.py")) == len(ast.parse(text).body)


def test_a_deep_sum_is_no_way_to_end_the_worker() -> None:
    text = "X = " + " + ".join(["1"] * 1500) + "\ndef f(x): return X"
    nodes = [statement.node for statement in read("book.py", text.encode()).statements]
    assert needed(nodes, {"f"})[0] == set(nodes)
    assert "nested too deeply" in problem(("%%time\n" * 3000 + "x = (").encode())


@pytest.mark.parametrize(
    "data", [b"# coding: punycode\nx = 1\n\xff", b"# coding: undefined\nx = 1"]
)
def test_odd_codecs_are_told(data: bytes) -> None:
    assert "Save the file with the encoding UTF-8" in problem(data)


def test_a_form_feed_ends_no_line() -> None:
    source = read("recovery.py", b"x = 1  # a \x0c b\ndef f(:\n    pass\ny = 2\n")
    assert [broken.line for broken in source.broken] == [2]
    assert [statement.node.lineno for statement in source.statements] == [1, 4]


def test_a_definition_that_is_indented_wrongly_costs_itself() -> None:
    text = b"def f(x):\n    return x\n\n  def g(x):\n      return x\n\ndef h(x):\n    return x\n"
    source = read("recovery.py", text)
    assert [statement.node.name for statement in source.statements] == ["f", "h"]  # type: ignore[attr-defined]
    assert [({*broken.names}, broken.line) for broken in source.broken] == [({"g"}, 4)]
    # within a function nothing is taken out: that could make a wrong one right
    slip = b"def f(x):\n    y = x\n  y = 2 * y\n    return y\n"
    assert not read("recovery.py", slip).statements


def test_what_colab_commented_out_is_run_as_in_the_notebook() -> None:
    mark = "# Commented out IPython magic to ensure Python compatibility.\n"
    text = f"x = 1\n{mark}# %%time\n# def f(x):\n#     return x\n\n{mark}# %%bash\n# ls\n\ny = 2\n"
    source = read("recovery.py", text.encode())
    assert kept(text.encode(), {"f"}, "recovery.py") == ["def f(x):"]
    assert not source.broken
    assert source.statements[-1].node.lineno == 11


def test_loaded_names_are_those_that_dis_tells() -> None:
    """The quick reading of instructions is held against the library's, on real modules."""
    import dis
    import types

    from grader.worker import names

    told = {"LOAD_GLOBAL", "LOAD_NAME", "LOAD_FROM_DICT_OR_GLOBALS", "DELETE_NAME", "DELETE_GLOBAL"}
    seen = 0
    extended = "\n".join(f"name_{n} = other_{n}" for n in range(700))  # needs extended arguments
    files = [Path(module.__file__ or "") for module in (ast, json, dis, names)]
    texts = [extended, *(file.read_text(encoding="utf-8") for file in files)]
    for text in texts:
        todo = [compile(text, "", "exec")]
        while todo:
            code = todo.pop()
            expected = {i.argval for i in dis.get_instructions(code) if i.opname in told}
            assert names._loaded_by(code) == expected
            seen += len(expected)
            todo += [
                constant for constant in code.co_consts if isinstance(constant, types.CodeType)
            ]
    assert seen > 1000


def test_what_was_timed_gives_a_notebook_no_names() -> None:
    cells = ("def f(x):\n    return x", "%%timeit -n 10\nONE = 2\ndef f(x):\n    return 0")
    source = read("book.ipynb", notebook(*cells, "%%timeit\ndef g(x):\n    return x"))
    lines = [ast.unparse(statement.node).splitlines()[0] for statement in source.statements]
    assert lines == ["def f(x):", "def g(x):"]  # g is defined nowhere else: it was meant to stay
    assert [{*left.names} for left in source.left_out] == [{"ONE"}, set()]
    assert "in a namespace of its own, so it gives no names" in source.left_out[0].problem


@pytest.mark.parametrize(
    ("cell", "left"),
    [
        ("del f, x", "pass"),
        ("for n in list(globals()):\n    del globals()[n]", "for n in list(globals()):\n    pass"),
        ("if x:\n    del f\nelse:\n    del (f)", "if x:\n    pass\nelse:\n    pass"),
        ("sum = 0\ndel sum, f", "sum = 0\ndel sum"),  # Python's own is there again
        ("del table[0], table.x", "del table[0], table.x"),
    ],
)
def test_a_clean_up_cell_deletes_nothing(cell: str, left: str) -> None:
    source = read("book.ipynb", notebook(cell))
    assert "\n".join(ast.unparse(statement.node) for statement in source.statements) == left


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("improt torch", {"torch"}),
        ("imort torch.nn as nn", {"nn"}),
        ("import\u00a0torch", {"torch"}),
        ("from\u00a0torch\u00a0import\u00a0Tensor", {"Tensor"}),
        ("form torch import Tensor, nn as n", {"Tensor", "n"}),
        ("from torch improt Tensor", {"Tensor"}),
        ("import torch,", {"torch"}),
        ("print torch", set()),
        ("def f(x):\n\u00a0\u00a0\u00a0\u00a0return x", {"f"}),
    ],
)
def test_a_broken_line_is_remembered_with_what_it_meant_to_bind(line: str, names: set[str]) -> None:
    error = broken(f"{line}\nx = 1\n".encode())
    assert {*error.names} == names


def test_an_indentation_that_is_none_is_told_as_that() -> None:
    error = broken("def f(x):\n\u00a0\u00a0\u00a0\u00a0return x\n".encode())
    assert error.line == 2
    assert "invalid non-printable character U+00A0" in error.problem
