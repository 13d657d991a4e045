"""The words of a command line: how options are read, and what is said of those that are none."""

from __future__ import annotations

import argparse
import contextlib
import re
from pathlib import Path
from typing import Any, NoReturn

from grader.errors import did_you_mean
from grader.host.isolation import Level
from grader.host.text import clean_lines
from grader.limits import MAX_REPORTED_LINE_CHARACTERS

#: how it is called: it is not installed as a command, since it grades what lies in a checkout
PROGRAM = "python -m grader"


class Parser(argparse.ArgumentParser):
    """A parser that takes no abbreviation, and says what is wrong in one line."""

    def __init__(self, **settings: Any) -> None:
        # an abbreviation that works today means another option once there are more
        super().__init__(allow_abbrev=False, **settings)

    def error(self, message: str) -> NoReturn:
        """Exit with 2 and one line; argparse would print the whole usage before it."""
        stop = "" if message.endswith((".", "?")) else "."
        where = self.prog.removeprefix("python -m ")
        self.exit(2, f"{where}: {one_line(message)}{stop} Try {self.prog} --help\n")

    @property
    def options(self) -> list[str]:
        """The names of its options; argparse tells them nowhere but in its help."""
        return re.findall(r"(?<![\w-])--[a-z-]+", self.format_help())


def one_line(text: str) -> str:
    """Return text with its line ends, and whatever else no terminal shows, written out."""
    text = "".join(
        character if character.isprintable() else repr(character)[1:-1] for character in text
    )
    return clean_lines(text, MAX_REPORTED_LINE_CHARACTERS)


def add_isolation(parser: argparse.ArgumentParser) -> None:
    """Add the option that refuses to grade below a level of isolation."""
    parser.add_argument(
        "--require-isolation",
        type=_level,
        default=Level.PLAIN,
        metavar="LEVEL",
        help=f"refuse to grade where workers are held less: {', '.join(Level)}",
    )


def _level(text: str) -> Level:
    if text not in list(Level):
        raise argparse.ArgumentTypeError(
            f"no level {text}{did_you_mean(text, Level)} There are: {', '.join(Level)}."
        )
    return Level(text)


def path(text: str) -> Path:
    """Read a path of what is there."""
    if not text:  # a variable that was never set, and no wish for the working directory
        raise argparse.ArgumentTypeError("is empty: give a folder or a file, or leave it out")
    return Path(text)


def count(text: str) -> int:
    """Read a number of things, of which there is at least one."""
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(f"a whole number from 1 is expected, not {text!r}")


def percentage(text: str) -> float:
    """Read a part of a hundred."""
    return _part(text, 100, "a percentage")


def share(text: str) -> float:
    """Read a part of one."""
    return _part(text, 1, "a share")


def _part(text: str, most: int, what: str) -> float:
    with contextlib.suppress(ValueError):
        if 0 <= float(text) <= most:
            return float(text)
    raise argparse.ArgumentTypeError(f"{what} from 0 to {most} is expected, not {text!r}")
