"""The command line: `python -m grader grade [PATH]`.

Exit codes: 0 graded; 1 under --fail-under; 2 wrong usage or unreadable input, in one clear line;
3 the grader itself failed.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from grader import __version__
from grader.commands import grading, surroundings
from grader.commands.words import PROGRAM, Parser, one_line
from grader.errors import DEBUG, GraderError, did_you_mean, show_traceback

#: what is made of solutions, which the hand-out does not have
_FOR_STAFF = Path(__file__).parent / "publishing"


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command and exit with its code."""
    surroundings.settle_streams()
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
        print(f"grader: {one_line(str(error))}", file=sys.stderr)
        code = error.exit_code
    except KeyboardInterrupt as interrupt:
        code = surroundings.code_of(interrupt)
    except BrokenPipeError:  # `| head` has read enough
        surroundings.print_no_more()
        code = 0
    except Exception as error:  # noqa: BLE001 - the last resort: our bug, never the student's score
        show_traceback(error)
        code = 3
        if isinstance(error, OSError) and surroundings.is_no_room(error):
            surroundings.print_no_more()
            print(f"grader: the output cannot be written ({error.strerror})", file=sys.stderr)
        else:
            print(
                f"grader: the grader itself failed ({type(error).__name__}: "
                f"{one_line(str(error))}). --debug shows where; please report it",
                file=sys.stderr,
            )
    sys.exit(code)


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the arguments, and say of what is not known which name is most like it."""
    parser, commands = _parser(arguments)
    first = arguments[0] if arguments else "--help"
    if first.startswith("-") and first not in ("-h", *parser.options):
        parser.error(f"{first} comes before the command: write {PROGRAM} COMMAND {first}")
    if not first.startswith("-") and first not in commands:
        cure = f"To grade it: {PROGRAM} grade {first}" if os.path.exists(first) else ""
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


def _parser(arguments: Sequence[str]) -> tuple[Parser, dict[str, Parser]]:
    parser = Parser(prog=PROGRAM, description="Grades flow-matching exercises.")
    parser.add_argument("--version", action="version", version=f"grader {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    grade = commands.add_parser(
        "grade", help="grade one submission", description=grading.run.__doc__
    )
    grade.set_defaults(run=grading.run)
    grading.add_arguments(grade)

    if _FOR_STAFF.is_dir():
        _add_commands_of_staff(commands, arguments)

    doctor = commands.add_parser(
        "doctor", help="what this machine gives, and what is missing", description=_doctor.__doc__
    )
    doctor.set_defaults(run=_doctor)
    for command in commands.choices.values():
        command.add_argument(
            "--debug",
            action="store_true",
            help="show where an error comes from, and what the kit must repair",
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
        classes.add_arguments(whole)

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
