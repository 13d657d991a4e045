"""The command line: `python -m grader grade [PATH]`.

Exit codes: 0 graded; 1 under --fail-under; 2 wrong usage or unreadable input, in one clear line;
3 the grader itself failed.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from grader import __version__
from grader.commands import surroundings
from grader.commands.clock import seconds_since_start
from grader.commands.output import check_targets, write_whole
from grader.commands.secret import VARIABLE, exposure, given_secret
from grader.errors import DEBUG, GraderError, did_you_mean, show_traceback
from grader.host.isolation import Level, level_of
from grader.host.text import clean_lines
from grader.host.workers import start
from grader.limits import MAX_REPORTED_LINE_CHARACTERS
from grader.reports.formats import FORMATS
from grader.results import GradeReport, Verdict

#: how it is called: it is not installed as a command, since it grades what lies in a checkout
_PROGRAM = "python -m grader"
#: what is made of solutions, which the hand-out does not have
_FOR_STAFF = Path(__file__).parent / "publishing"


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command and exit with its code."""
    _open_what_is_closed()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(
                errors="replace"
            )  # a terminal without UTF-8 shows fewer signs, and nothing crashes
    given = sys.argv[1:] if arguments is None else list(arguments)
    try:
        surroundings.end_cleanly()
        surroundings.examine()
        options = _parsed(given)
        if options.debug:
            os.environ[DEBUG] = "1"
        code = options.run(options)
        sys.stdout.flush()
    except GraderError as error:
        show_traceback(error)
        print(f"grader: {_one_line(str(error))}", file=sys.stderr)
        code = error.exit_code
    except KeyboardInterrupt as interrupt:
        code = surroundings.code_of(interrupt)
    except BrokenPipeError:  # `| head` has read enough
        _print_no_more()
        code = 0
    except Exception as error:  # noqa: BLE001 - the last resort: our bug, never the student's score
        show_traceback(error)
        code = 3
        if isinstance(error, OSError) and surroundings.is_no_room(error):
            _print_no_more()
            print(f"grader: the output cannot be written ({error.strerror})", file=sys.stderr)
        else:
            print(
                f"grader: the grader itself failed ({type(error).__name__}: "
                f"{_one_line(str(error))}). --debug shows where; please report it",
                file=sys.stderr,
            )
    sys.exit(code)


def _print_no_more() -> None:
    """Let go what is left to print, which would be tried again as the process ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_what_is_closed() -> None:
    """Put nothing where a standard stream is closed: else a worker's socket gets its number."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number, which is this one
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, "w" if number else "r", encoding="utf-8"))  # noqa: SIM115


class _Parser(argparse.ArgumentParser):
    def __init__(self, **settings: Any) -> None:
        # an abbreviation that works today means another option once there are more
        super().__init__(allow_abbrev=False, **settings)

    def error(self, message: str) -> NoReturn:
        """Exit with 2 and one line; argparse would print the whole usage before it."""
        stop = "" if message.endswith((".", "?")) else "."
        where = self.prog.removeprefix("python -m ")
        self.exit(2, f"{where}: {_one_line(message)}{stop} Try {self.prog} --help\n")

    @property
    def options(self) -> list[str]:
        """The names of its options; argparse tells them nowhere but in its help."""
        return re.findall(r"(?<![\w-])--[a-z-]+", self.format_help())


def _one_line(text: str) -> str:
    """Return text with its line ends, and whatever else no terminal shows, written out."""
    text = "".join(
        character if character.isprintable() else repr(character)[1:-1] for character in text
    )
    return clean_lines(text, MAX_REPORTED_LINE_CHARACTERS)


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the arguments, and say of what is not known which name is most like it."""
    parser, commands = _parser(arguments)
    first = arguments[0] if arguments else "--help"
    if first.startswith("-") and first not in ("-h", *parser.options):
        parser.error(f"{first} comes before the command: write {_PROGRAM} COMMAND {first}")
    if not first.startswith("-") and first not in commands:
        cure = f"To grade it: {_PROGRAM} grade {first}" if os.path.exists(first) else ""
        there_are = cure or f"There are: {', '.join(commands)}"
        parser.error(f"no command {first}{did_you_mean(first, commands)} {there_are}")
    options, unknown = parser.parse_known_args(arguments)
    for argument in sorted(unknown, key=lambda word: not word.startswith("-")):
        command = commands[first]
        if not argument.startswith("-"):
            command.error(f"{argument} is one argument too many: quote a path with spaces in it")
        option = argument.split("=")[0]
        command.error(f"no option {option}{did_you_mean(option, command.options)}")
    return options


def _parser(arguments: Sequence[str]) -> tuple[_Parser, dict[str, _Parser]]:
    parser = _Parser(prog=_PROGRAM, description="Grades flow-matching exercises.")
    parser.add_argument("--version", action="version", version=f"grader {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    grade = commands.add_parser("grade", help="grade one submission", description=_grade.__doc__)
    grade.set_defaults(run=_grade)
    grade.add_argument(
        "path",
        nargs="?",
        type=_path,
        metavar="PATH",
        help="a folder, .py, .ipynb, .zip or .tar.gz (default: assignments/)",
    )
    grade.add_argument(
        "--assignment", metavar="NN", help="grade one assignment: 01, its name or folder"
    )
    for name, form in FORMATS.items():
        grade.add_argument(f"--{name}", type=Path, metavar="FILE", help=f"write {form.help}")
    grade.add_argument(
        "--fail-under", type=_percentage, metavar="PCT", help="exit with 1 below this percentage"
    )
    grade.add_argument("--seed", type=int, metavar="N", help="seed of all draws (default: 0)")
    grade.add_argument(
        "--secret", metavar="FILE", help=f"draw from the secret in a file, or in {VARIABLE}"
    )
    grade.add_argument(
        "--require-isolation",
        type=_level,
        default=Level.PLAIN,
        metavar="LEVEL",
        help=f"refuse to grade where workers are held less: {', '.join(Level)}",
    )
    which = grade.add_mutually_exclusive_group()
    which.add_argument(
        "--public", action="store_true", help="leave out the checks that need solutions/"
    )
    which.add_argument("--hidden", action="store_true", help="fail where solutions/ is missing")

    if _FOR_STAFF.is_dir():
        _add_commands_of_staff(commands, arguments)

    doctor = commands.add_parser(
        "doctor", help="what this machine gives, and what is missing", description=_doctor.__doc__
    )
    doctor.set_defaults(run=_doctor)
    for command in commands.choices.values():
        command.add_argument(
            "--debug", action="store_true", help="show where an error comes from, line by line"
        )
    return parser, dict(commands.choices)


def _add_commands_of_staff(commands: Any, arguments: Sequence[str]) -> None:
    """Add what is about the solutions: the hand-out has neither these commands nor those."""
    stubs = commands.add_parser(
        "stubs", help="make the stubs and notebooks from the solutions", description=_stubs.__doc__
    )
    stubs.set_defaults(run=_stubs)

    audit = commands.add_parser("audit", help="grade the grader: mutants, right forms, rates")
    if "audit" in arguments:  # its imports take a second
        from grader.audit.command import add_arguments, run

        audit.description = run.__doc__
        audit.set_defaults(run=run)
        add_arguments(audit)

    whole = commands.add_parser("class", help="grade a whole class, and write its gradebooks")
    if "class" in arguments:
        from grader.commands import classes

        whole.description = classes.run.__doc__
        whole.set_defaults(run=classes.run)
        classes.add_arguments(whole, _level)

    diff = commands.add_parser("diff", help="whose score changed between two outputs of class")
    if "diff" in arguments:
        from grader.commands import compare

        diff.description = compare.run.__doc__
        diff.set_defaults(run=compare.run)
        compare.add_arguments(diff)

    release = commands.add_parser(
        "release",
        help="make the hand-out and what platforms run",
        description=_release.__doc__,
    )
    release.set_defaults(run=_release)
    release.add_argument(
        "--out",
        type=Path,
        default=Path("dist"),
        metavar="FOLDER",
        help="where to write it (default: dist); a release that is there is replaced",
    )


def _level(text: str) -> Level:
    if text not in list(Level):
        raise argparse.ArgumentTypeError(
            f"no level {text}{did_you_mean(text, Level)} There are: {', '.join(Level)}."
        )
    return Level(text)


def _path(text: str) -> Path:
    if not text:  # a variable that was never set, and no wish for the working directory
        raise argparse.ArgumentTypeError("is empty: give a folder or a file, or leave it out")
    return Path(text)


def _percentage(text: str) -> float:
    with contextlib.suppress(ValueError):
        if 0 <= float(text) <= 100:
            return float(text)
    raise argparse.ArgumentTypeError(f"a percentage from 0 to 100 is expected, not {text!r}")


def _grade(options: argparse.Namespace) -> int:
    """Grade one submission and say what holds, what does not, and why."""
    targets = {name: path for name in FORMATS if (path := getattr(options, name)) is not None}
    check_targets({f"--{name}": path for name, path in targets.items()})
    secret = given_secret(options.secret, options.seed)
    if (exposed := exposure(options.secret)) is not None:
        print(f"grader: warning: {exposed}", file=sys.stderr)
    # first of all: it imports torch while everything else gets ready
    with start(required=options.require_isolation) as workers:
        from grader.commands.annotate import annotate
        from grader.commands.grade import grade_path
        from grader.reports.console import print_report

        report = grade_path(
            options.path,
            workers=workers,
            assignment=options.assignment,
            seed=options.seed or 0,
            secret=secret,
            public=options.public,
            hidden=options.hidden,
        )
        level = level_of(workers.layers)
    # the library counts from where it begins; a user waits for torch as well
    report = replace(report, seconds=seconds_since_start())
    if not report.public_only and not level.at_least(Level.SHARED_UID):
        print(
            "grader: warning: on this machine a submission could read the solutions; "
            f"`{_PROGRAM} doctor` tells the cure",
            file=sys.stderr,
        )
    try:
        for name, path in targets.items():
            write_whole(path, FORMATS[name].of(report))
    finally:  # a full disk leaves something to read
        if Path("-") not in targets.values():
            print_report(report)
            if "summary" in targets:
                annotate(report, options.path)
    return _exit_code(report, options.fail_under)


def _exit_code(report: GradeReport, fail_under: float | None) -> int:
    if any(check.verdict is Verdict.GRADER_ERROR for check in report.checks):
        return 3
    if fail_under is not None and 100 * report.score < fail_under * report.max_score:
        return 1
    return 0


def _stubs(options: argparse.Namespace) -> int:  # noqa: ARG001
    """Make every stub and notebook in assignments/ anew from its solution."""
    from grader.commands.stubs import write_stubs
    from grader.publishing.notebooks import write_notebooks

    written = write_stubs() + write_notebooks()
    for path in written:
        print(f"wrote {path}")
    if not written:
        print("all stubs and notebooks are up to date")
    return 0


def _release(options: argparse.Namespace) -> int:
    """Write the hand-out, and what Gradescope, Classroom 50 and a container grade with."""
    from grader.publishing.release import SECRET, write_release

    for part, size in write_release(options.out).items():
        print(f"{size / 1024:8.0f} KiB  {options.out / part}")
    print(f"Keep {options.out / SECRET}: what is graded with another one is asked other cases.")
    return 0


def _doctor(options: argparse.Namespace) -> int:  # noqa: ARG001
    """Tell the versions, the isolation that workers get here, and the cure for what is missing."""
    from grader.commands.doctor import examine

    findings = examine()
    for finding in findings:
        print(finding)
    return 0 if all(finding.fine for finding in findings) else 3
