"""Reads picture.py, which an assignment may have: what a notebook's cell draws with the functions.

It is a program that imports the student's functions. Its docstring says what there is to see; in a
notebook the functions are there already, so that import is left out.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from grader.errors import AuthoringError
from grader.model import Assignment
from grader.reports.wording import listed
from grader.worker.work import PICTURE

FILE = "picture.py"


@dataclass(frozen=True)
class Picture:
    """What there is to see, and the code that draws it."""

    words: str
    code: str


def picture_of(assignment: Assignment) -> Picture | None:
    """Return the picture of an assignment, or None if it has none.

    Raises:
        AuthoringError: the file has no docstring, or asks the student's module for nothing.
    """
    path = assignment.folder / FILE
    if not path.is_file():
        return None
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    words = ast.get_docstring(tree)
    own = [
        node
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module == assignment.module
    ]
    if not words or not own or "import matplotlib.pyplot as plt" not in text:
        raise AuthoringError(
            f"{path}: a picture has a docstring, `import matplotlib.pyplot as plt`, and "
            f"`from {assignment.module} import ...`"
        )
    names = [alias.name for node in own for alias in node.names]
    lines = text.splitlines()
    for node in (*reversed(own), tree.body[0]):
        assert node.end_lineno is not None
        del lines[node.lineno - 1 : node.end_lineno]
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    imports = [node for node in imports if node not in own]
    kept = [ast.unparse(node) for node in imports]
    body = "\n".join(line for line in lines if line not in kept).strip("\n")
    body = re.sub(r"\n{3,}", "\n\n", body).replace("  # fmt: skip", "")
    told = f"The picture comes once {listed(names)} {'are' if len(names) > 1 else 'is'} written."
    code = "\n".join(
        [
            f"def {PICTURE}():",  # so that none of its names stands in the way of a student's
            *(f"    {line}" for line in kept),
            "",
            "    try:",
            *(f"        {line}" if line else "" for line in body.splitlines()),
            "    except NotImplementedError:",
            "        plt.close()",
            f"        print({told!r})",
            "",
            "",
            f"{PICTURE}()",
        ]
    )
    return Picture(words, code)
