"""Runs a command with the words of `ARGS` in it; the Makefile calls this file by its path.

A user's words reach a recipe through the environment. They are split here and not by a shell, since
a shell would also run what is in them.
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Sequence
from typing import NoReturn

_PLACE = "ARGS"


def filled(command: Sequence[str], words: str) -> list[str]:
    """Return `command` with the `words` in the place of its first argument that is `ARGS`.

    Raises:
        ValueError: a quotation in `words` is not closed.
    """
    place = command.index(_PLACE)
    return [*command[:place], *shlex.split(words), *command[place + 1 :]]


def main() -> NoReturn:
    """Become the command that stands on this one's own line."""
    words = os.environ.get(_PLACE, "")
    try:
        command = filled(sys.argv[1:], words)
    except ValueError as error:
        reason = str(error).lower()
        print(f"make: ARGS={words!r}: {reason}; close what is opened", file=sys.stderr)
        sys.exit(2)
    os.execv(command[0], command)  # noqa: S606 - no shell is the point


if __name__ == "__main__":
    main()
