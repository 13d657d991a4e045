"""Writes a mistake that many share as a draft: an idea and its mutant, for staff to finish."""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.limits import MAX_CODE_BYTES, MAX_FUNCTION_LINES, MAX_TEXT_CHARACTERS


def function_text(files: Sequence[tuple[str, bytes]], name: str) -> str:
    """Return the lines of a function in the modules that were handed in, or "" if none has it.

    Of several the last counts, as it does in Python. Lines are compared and nothing else: a
    stranger's text is not parsed on this side. Comments are left out, since they hold names of
    people.
    """
    start = re.compile(rf"def {re.escape(name)}\b")
    for path, data in files:
        if not path.lower().endswith(".py"):
            continue
        lines = data[:MAX_CODE_BYTES].decode("utf-8", "replace").splitlines()
        found = [number for number, line in enumerate(lines) if start.match(line)]
        if found:
            return _until_the_next(lines[found[-1] :][:MAX_FUNCTION_LINES])
    return ""


def _until_the_next(lines: Sequence[str]) -> str:
    taken = []
    for number, line in enumerate(lines):
        if number and line[:1] not in ("", " ", "\t", ")", "#"):
            break
        code, sign, _ = line.partition("#")
        # a sign behind a quote may be a part of a text
        told = code.rstrip() if sign and not {"'", '"'} & set(code) else line
        if told or not sign:
            taken.append("".join(sign for sign in told if sign.isprintable() or sign == "\t"))
    return "\n".join(taken).rstrip()[:MAX_TEXT_CHARACTERS]


def draft(
    name: str, assignment: str, exercise: str, signature: str, shared_by: int, said: str, code: str
) -> str:
    """Return an idea for misconceptions.py and its cell for mutants.py, with what is left to do."""
    parameters = signature[signature.index("(") + 1 : -1]
    # it stands in a comment: a stranger's text must not end it
    commented = "\n".join(f"#     {line}" for line in code.splitlines())
    shown = commented or "#     (its text is in no .py: see the submission)"
    sentence = (
        said.replace("\\", "/").replace('"', "'") or "TODO: what is done, beginning with You."
    )
    return f'''# Shared by {shared_by} students, and not known. Written by `class`: finish it.
#
# 1. Into assignments/{assignment}/misconceptions.py. What one of them wrote:
{shown}


@known.formula("{exercise}", hint="TODO: a question that leads to it")
def {name}({parameters}):
    """{sentence}"""
    raise NotImplementedError  # TODO: the same in numpy


# 2. Into solutions/{assignment}/mutants.py, without this comment's signs:
# %% {name} : {exercise} -> {name}
{commented.replace("#     ", "# ") or "# def " + signature + ": ..."}
'''
