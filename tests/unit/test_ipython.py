"""What only IPython understands is undone line for line, exactly where IPython itself sees it."""

from __future__ import annotations

import ast
import random
import textwrap

import pytest
from IPython.core.inputtransformer2 import TransformerManager

from grader.worker.exported import undo_export
from grader.worker.ipython import LeftOut, to_python


@pytest.mark.parametrize(
    ("cell", "python"),
    [
        ("x = 1", "x = 1"),
        ("%time x = 1\ny = 2", "x = 1\ny = 2"),
        ("%prun -s cumtime x = f()", "x = f()"),
        ("%timeit x = 1\ny = 2", "pass\ny = 2"),
        ("!pip install torch\nx = 1", "pass\nx = 1"),
        ("!pip install \\\n  torch\nx = 1", "pass\n\nx = 1"),
        ("files = !ls\nx = 1", "pass\nx = 1"),
        ("now = %time f(1)\nx = 1", "now = f(1)\nx = 1"),
        ("torch.ones?\nx = 1", "pass\nx = 1"),
        ("x = torch.ones??\ny = 1", "pass\ny = 1"),
        ("?torch\nx = 1", "pass\nx = 1"),
        ("if x:\n    !ls\ny = 1", "if x:\n    pass\ny = 1"),
        ("if x:\n    %time y = 1", "if x:\n    y = 1"),
        ("%%time\nx = 1", "\nx = 1"),
        ("\n%%capture out\n%matplotlib inline\nx = 1", "\n\npass\nx = 1"),
        ("%%time\n%%capture\nx = 1", "\n\nx = 1"),
        ("%%memit -r 3\ndef f(): pass", "\ndef f(): pass"),
        ("%%bash\nrm -rf /", ""),
        ("%%html\n<b>x</b>", ""),
        ("%run -i helpers.py 3\nx = 1", "__run_file__('helpers.py')\nx = 1"),
        ("%run 'my file.py'", "__run_file__('my file.py')"),
        ("x = (7\n%3)", "x = (7\n%3)"),
        ("x = 7 \\\n% 3\n!ls", "x = 7 \\\n% 3\npass"),
        ("x = '''\n!not a command\n?\n'''\n!ls", "x = '''\n!not a command\n?\n'''\npass"),
        ("%matplotlib inline\nu = f(x) # really?\n# is it?", "pass\nu = f(x) # really?\n# is it?"),
        ("%pwd\nx = {  # %time\n'a?': 1,\n}", "pass\nx = {  # %time\n'a?': 1,\n}"),
        (">>> x = 1\n>>> def f():\n...     return x", "x = 1\ndef f():\n    return x"),
        ("In [1]: x = 1\n   ...: !ls", "x = 1\npass"),
        ("    x = 1\n    %time y = 2", "x = 1\ny = 2"),
        ("x = d['a'] if ok else 'b?'", "x = d['a'] if ok else 'b?'"),
    ],
)
def test_a_cell_becomes_python_line_for_line(cell: str, python: str) -> None:
    assert to_python(cell).text == python


def test_what_is_left_out_is_remembered_with_its_names() -> None:
    found = to_python("x = !ls\n!echo hello\nz = %timeit -o f()\n%pip install a")
    assert [(left_out.line, sorted(left_out.names)) for left_out in found.left_out] == [
        (1, ["x"]),
        (2, []),
        (3, ["z"]),
        (4, []),
    ]
    assert found.left_out[0].why == "`x = !ls` is no Python, and was not run"
    (cell,) = to_python("%%bash\ndef f(): return 1\nONE = 1").left_out
    assert isinstance(cell, LeftOut)
    assert sorted(cell.names) == ["ONE", "f"]


def test_a_cell_that_writes_a_file_hands_it_in() -> None:
    found = to_python("%%writefile src/helpers.py\nONE = 1")
    assert (found.text, found.files) == ("", {"src/helpers.py": "ONE = 1\n"})


_MANAGER = TransformerManager()  # type: ignore[no-untyped-call]

#: pieces of cells: what looks like a magic and is none, and what is one
_PYTHON = (
    "x = 1",
    "u = x1 - eps  # is this right?",
    "# %time x = 2\n# why?",
    "def f(a, b=2):\n    '''Doc?\n%time x = 1\n!ls\n    '''\n    return a % b  # a?",
    "total = (a\n% b\n)",
    "y = a \\\n% b",
    "s = 'a?'\nt = \"!ls\"",
    "m = {\n'k?': [1,\n# why?\n2],\n}",
    "if a:\n    b = 1\nelse:\n    b = 2  # %%time",
    "for i in range(3):\n    print(i)",
    "class A:\n    x: int = 1\n    def g(self):\n        return self.x != 2",
    "z = a == b\nw = a != b\nq = f(k=1)",
    "n: int = 3",
    "lam = lambda v: v % 2",
    "text = '''\n%%bash\n?\n'''",
    "r = rb'\\?' + b'%'",
    "f'{x!r:>{w}} {x % 3}'",
    "d['k'] = 4; e = 5",
    "assert a, 'why?'",
    "@deco\ndef h(): pass",
    "",
)
_MAGICS = (
    "%time v = f(1)",
    "%time f(1)",
    "%timeit f(1)",
    "%matplotlib inline",
    "%load_ext autoreload",
    "%autoreload 2",
    "!ls -l",
    '!echo "a (b"',  # with an open bracket or quote IPython itself loses the lines around
    "!pip install \\\n  einops",
    "files = !ls *.py",
    "now = %time f(2)",
    "here = %pwd",
    "f?",
    "?f",
    "a.b??",
    "%time?",
    "%cd ..",
)
_CELL_MAGICS = ("%%time", "%%capture out", "%%bash", "%%html", "%%writefile a.py")


def _cell(rng: random.Random) -> str:
    parts = []
    for _ in range(rng.randint(1, 5)):
        if rng.random() < 0.6:
            parts.append(rng.choice(_PYTHON))
        elif rng.random() < 0.6:
            parts.append(rng.choice(_MAGICS))
        else:
            inner = rng.choice([magic for magic in _MAGICS if "\n" not in magic])
            head = rng.choice(("if a:", "with c:", "for i in j:"))
            parts.append(f"{head}\n    {inner}\n    k = 1")
    cell = "\n".join(parts)
    if rng.random() < 0.1:
        cell = textwrap.indent(cell, "    ") if "'''" not in cell else cell
    if rng.random() < 0.2:
        cell = f"{rng.choice(_CELL_MAGICS)}\n{cell}"
    return cell


class _Meaning(ast.NodeTransformer):
    """Says what IPython's own output means: `%time` runs, everything else is left out."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST | list[ast.stmt] | None:
        call = _shell_call(node.value)
        return node if call is None else _run_by(call)

    def visit_Assign(self, node: ast.Assign) -> ast.AST | None:
        call = _shell_call(node.value)
        if call is None:
            return node
        run = _run_by(call)
        if len(run) != 1 or not isinstance(run[0], ast.Expr):
            return None
        node.value = run[0].value
        return node

    def visit_Pass(self, _: ast.Pass) -> None:
        return None


def _shell_call(value: ast.expr) -> ast.Call | None:
    if isinstance(value, ast.Call) and ast.unparse(value.func).startswith("get_ipython()."):
        return value
    return None


def _run_by(call: ast.Call) -> list[ast.stmt]:
    words = [ast.literal_eval(argument) for argument in call.args]
    if words[0] == "time":
        return ast.parse(words[1]).body
    if words[0] in ("time", "capture") and len(words) == 3:
        raise AssertionError
    return []


def _meant(text: str) -> str:
    tree = _Meaning().visit(ast.parse(text))
    for node in ast.walk(tree):
        for name in ("body", "orelse"):
            if getattr(node, name, None) == []:
                setattr(node, name, [ast.Pass()] if name == "body" else [])
    return ast.dump(tree)


def _by_ipython(cell: str) -> str:
    """Return what IPython makes of a cell; of one that a cell magic runs, what it makes of that."""
    made = _MANAGER.transform_cell(cell)
    tree = ast.parse(made)
    if len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr):
        call = _shell_call(tree.body[0].value)
        if call is not None and "run_cell_magic" in ast.unparse(call.func):
            name, _, body = (ast.literal_eval(argument) for argument in call.args)
            return _by_ipython(body) if name in ("time", "capture") else ""
    return made


def test_cells_are_read_as_ipython_reads_them() -> None:
    """1,500 cells, made by a fixed seed: of Python, of what looks like a magic, and of magics."""
    rng = random.Random(20261125)
    told = 0
    for _ in range(1500):
        cell = _cell(rng)
        theirs = _by_ipython(cell)
        ours = to_python(cell)
        assert _meant(ours.text) == _meant(theirs), cell
        told += bool(ours.left_out)
        if ours.text:  # every line keeps its number, so that messages name the right one
            assert ours.text.count("\n") == cell.count("\n"), cell
    assert told > 500, "too few cells had something to leave out"


def test_an_export_means_what_the_notebook_meant() -> None:
    """nbconvert writes what IPython makes of a cell; that is undone where a module is read."""
    rng = random.Random(7)
    for _ in range(300):
        cell = _cell(rng)
        exported = _MANAGER.transform_cell(cell)
        undone = ast.Module(undo_export(ast.parse(exported).body), [])
        assert _meant(ast.unparse(undone)) == _meant(_by_ipython(cell)), cell
