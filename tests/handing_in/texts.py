"""Changes to the text of a module that no function notices."""

from __future__ import annotations

import ast
import io
import random
import tokenize
from collections.abc import Callable

TextChange = Callable[[str, random.Random], str]
TEXT: dict[str, TextChange] = {}


def text_change(change: TextChange) -> TextChange:
    TEXT[change.__name__] = change
    return change


def _logical_ends(text: str) -> list[int]:
    """Return the lines, from 0, on which a logical line ends without a comment."""
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    commented = {token.start[0] for token in tokens if token.type == tokenize.COMMENT}
    ends = [token.start[0] for token in tokens if token.type == tokenize.NEWLINE]
    return [line - 1 for line in ends if line not in commented]


def starts_of(text: str) -> list[int]:
    """Return the lines, from 0, on which a top-level statement begins, its decorators included."""
    found = []
    for node in ast.parse(text).body:
        decorators = getattr(node, "decorator_list", [])
        found.append(min([node.lineno, *(decorator.lineno for decorator in decorators)]) - 1)
    return found


def _after_imports(text: str) -> int:
    """Return the line before the first statement that is neither an import nor a docstring."""
    for node, line in zip(ast.parse(text).body, starts_of(text), strict=True):
        if not isinstance(node, ast.Import | ast.ImportFrom | ast.Expr):
            return line
    return text.count("\n")


def insert(text: str, line: int, added: str) -> str:
    lines = text.split("\n")
    return "\n".join([*lines[:line], *added.split("\n"), *lines[line:]])


@text_change
def questions_in_comments(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    for line in _logical_ends(text):
        if rng.random() < 0.3 and not lines[line].endswith("\\"):
            lines[line] += rng.choice(("  # is this right?", "  # why??", "  # %time me", "  # !"))
    return "\n".join(lines)


@text_change
def comments_like_magics(text: str, rng: random.Random) -> str:
    for line in sorted(rng.sample(starts_of(text), 1), reverse=True):
        text = insert(text, line, rng.choice(("# %matplotlib inline", "#%% next", "# !pip", "# ?")))
    return text


@text_change
def commented_placeholders(text: str, rng: random.Random) -> str:
    return text + "\n\n# YOUR CODE HERE\n# raise NotImplementedError()\n"


@text_change
def cell_marks(text: str, rng: random.Random) -> str:
    for line in reversed(starts_of(text)):
        text = insert(text, line, "# %%")
    return text


@text_change
def marks_of_an_export(text: str, rng: random.Random) -> str:
    for number, line in reversed(list(enumerate(starts_of(text)))):
        text = insert(text, line, f"# In[{number}]:\n\n")
    return text


@text_change
def blank_lines_and_spaces(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    for line in _logical_ends(text):
        if not lines[line].endswith("\\"):
            lines[line] += "   "
    return "\n\n" + "\n".join(lines) + "\n\n\n"


@text_change
def no_last_newline(text: str, rng: random.Random) -> str:
    return text.rstrip("\n")


@text_change
def a_demo_at_the_end(text: str, rng: random.Random) -> str:
    return (
        text + "\n\nx1 = torch_is_here = 3\nprint('x1 is', x1)\nfor t in range(3):\n    print(t)\n"
    )


@text_change
def a_demo_that_fails(text: str, rng: random.Random) -> str:
    return text + "\n\nassert False, 'my own test'\nplot(undefined)\n"


@text_change
def training_under_the_guard(text: str, rng: random.Random) -> str:
    return text + "\n\nif __name__ == '__main__':\n    while True:\n        t = 1\n"


@text_change
def absent_packages(text: str, rng: random.Random) -> str:
    added = "import wandb\nimport seaborn as sns\nsns.set_theme()\nwandb.init(mode='offline')"
    return insert(text, _after_imports(text), added)


@text_change
def absent_in_a_try(text: str, rng: random.Random) -> str:
    added = "try:\n    import google.colab\n    ON = True\nexcept ImportError:\n    ON = False"
    return insert(text, _after_imports(text), added)


@text_change
def its_own_folder(text: str, rng: random.Random) -> str:
    added = "import os\nHERE = os.path.dirname(os.path.abspath(__file__))"
    return insert(text, _after_imports(text), added)


@text_change
def a_stray_line(text: str, rng: random.Random) -> str:
    stray = rng.choice(("this is not Python", "foo (", "print 'hello'", "x = [1,", "<<<<<<< HEAD"))
    return insert(text, rng.choice([line for line in starts_of(text) if line > 0] or [0]), stray)


@text_change
def a_shell_line(text: str, rng: random.Random) -> str:
    line = rng.choice(("!nvidia-smi", "%matplotlib inline", "!pip install einops", "torch.nn?"))
    return insert(text, rng.choice([line for line in starts_of(text) if line > 0] or [0]), line)


@text_change
def exported_magics(text: str, rng: random.Random) -> str:
    line = rng.choice(
        (
            "get_ipython().run_line_magic('matplotlib', 'inline')",
            "get_ipython().system('pip install einops')",
            "get_ipython().run_cell_magic('bash', '', 'ls\\n')",
        )
    )
    return insert(text, rng.choice([line for line in starts_of(text) if line > 0] or [0]), line)


@text_change
def a_docstring_full_of_magics(text: str, rng: random.Random) -> str:
    return text + "\n\ndef _notes():\n    '''Notes?\n%time x\n!ls\ndef f(:\n?\n    '''\n"


@text_change
def annotations_from_the_future(text: str, rng: random.Random) -> str:
    if "__future__" in text:
        return text
    body = ast.parse(text).body
    documented = bool(body) and isinstance(body[0], ast.Expr) and len(body) > 1
    line = (body[0].end_lineno or 0) if documented else 0
    return insert(text, line, "from __future__ import annotations")


@text_change
def tabs(text: str, rng: random.Random) -> str:
    """Indent by tabs, where no string or continued line holds the spaces."""
    lines = text.split("\n")
    changed = []
    for line in lines:
        spaces = len(line) - len(line.lstrip(" "))
        changed.append("\t" * (spaces // 4) + " " * (spaces % 4) + line[spaces:])
    candidate = "\n".join(changed)
    try:
        same = ast.unparse(ast.parse(candidate)) == ast.unparse(ast.parse(text))
    except SyntaxError:
        return text
    return candidate if same else text


#: how a text becomes bytes
Encoding = Callable[[str], bytes]
ENCODINGS: dict[str, Encoding] = {
    "utf_8": str.encode,
    "byte_order_mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "crlf": lambda text: text.replace("\n", "\r\n").encode(),
    "latin_1": lambda text: _declared(text, "latin-1"),
    "cp1252": lambda text: _declared(text, "cp1252"),
    "utf_8_declared": lambda text: _declared(text, "utf-8"),
}


def _declared(text: str, encoding: str) -> bytes:
    whole = f"# -*- coding: {encoding} -*-\n{text}\n# Grüße\n"
    try:
        return whole.encode(encoding)
    except UnicodeEncodeError:
        return text.encode()
