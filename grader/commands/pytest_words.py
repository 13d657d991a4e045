"""Keeps pytest from taking a submission for a folder of its own.

pytest chooses its settings before it knows our option: of `--submission X` it takes X for a path of
tests, and its pytest.ini or conftest.py would run in the grader's own process. Nothing of ours is
loaded by then, so set-up lets the interpreter join the two words as it starts. X is then never a
path to pytest, wherever it stands and whichever plugins are left out.
"""

from __future__ import annotations

import os
import re
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

#: of the option, so that a slip in its end is no way around; pytest has no option that begins so
_OPTION = "--sub"
_ADDED = "PYTEST_ADDOPTS"
_FILE = "grader_pytest.pth"  # read at the start of every interpreter here, so it imports nothing
_LINE = (
    f'import os, sys; (any(word.startswith("{_OPTION}") for word in sys.argv) '
    f'or "{_OPTION}" in os.environ.get("{_ADDED}", "")) '
    f'and __import__("grader.commands.pytest_words", '
    'fromlist=["at_start"]).at_start()\n'
)


def joined(words: Sequence[str]) -> list[str]:
    """Return the words of a command line with `--submission X` as the one word it means."""
    told: list[str] = []
    for word in words:
        if told and told[-1].startswith(_OPTION) and "=" not in told[-1]:
            told[-1] += f"={word}"
        else:
            told.append(word)
    return told


def at_start() -> None:
    """Join the words of pytest's command line, and of the options that its environment adds."""
    if any("pytest" in word or "py.test" in word for word in sys.orig_argv):
        sys.argv[:] = joined(sys.argv)
    if _ADDED in os.environ:
        os.environ[_ADDED] = re.sub(rf"({_OPTION}[^\s='\"]*)\s+", r"\1=", os.environ[_ADDED])


def main() -> None:
    """Have every interpreter of this environment call `at_start` where the option is given."""
    Path(sysconfig.get_path("purelib"), _FILE).write_text(_LINE, encoding="utf-8")


if __name__ == "__main__":
    main()
