"""Tells where a newer Python than the grader's would have understood the code."""

from __future__ import annotations

import re
import sys

GRADES_WITH = f"Python {sys.version_info.major}.{sys.version_info.minor}"

#: syntax that newer versions brought: since when, in which line, under which message
_NEWER: tuple[tuple[tuple[int, int], str, str], ...] = (
    ((3, 12), r"^\s*(?:async\s+)?(?:def|class)\s+\w+\s*\[", ""),
    ((3, 12), r"^\s*type\s+\w+\s*(?:\[.*\]\s*)?=", ""),
    ((3, 12), r"\bf([\"'])[^\"']{0,200}\{[^{}\"']{0,200}\1", ""),  # the same quotes within
    ((3, 13), r"^\s*(?:async\s+)?(?:def|class)\s+\w+\s*\[.*=", ""),
    ((3, 14), r"^\s*except\*?\s+[\w.]+\s*,\s*[\w.]+(?:\s*,\s*[\w.]+)*\s*:", ""),
    ((3, 14), r"(?<![\w\"'])(?:t|rt|tr)([\"'])[^\"']{0,200}\{", ""),
    ((3, 15), r"^\s*lazy\s+(?:import|from)\b", ""),
)


def newer_syntax(line: str, message: str) -> str:
    """Return a clause on the version that grades, or "" where the error is one in any version."""
    for since, pattern, words in _NEWER:
        if sys.version_info < since and re.search(pattern, line) and re.search(words, message):
            newer = f"{since[0]}.{since[1]}"
            return f". This is graded with {GRADES_WITH}; Python {newer} would know that syntax"
    return ""


def newer_library(error: BaseException) -> str:
    """Return a clause on the version that grades, where a name of the library is missing."""
    module, name = _missing(error)
    if module.partition(".")[0] not in sys.stdlib_module_names or not name:
        return ""
    return f". This is graded with {GRADES_WITH}, whose {module} has no {name}"


def _missing(error: BaseException) -> tuple[str, str]:
    text = str(error)
    if match := re.match(r"cannot import name '(\w+)' from '([\w.]+)'", text):
        return match[2], match[1]
    if match := re.match(r"module '([\w.]+)' has no attribute '(\w+)'", text):
        return match[1], match[2]
    if match := re.match(r"No module named '([\w.]+)\.(\w+)'", text):
        return match[1], match[2]
    return "", ""
