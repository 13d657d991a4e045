"""The command line: `python -m grader grade [PATH]`.

Exit codes: 0 graded; 1 under --fail-under; 2 wrong usage or unreadable input, in one clear line;
3 the grader itself failed.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from grader.model import GradeReport, GraderError, Verdict
from grader.output import check_writable, write_whole
from grader.student.isolation import Level, level_of
from grader.student.workers import start


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without UTF-8 costs signs, no crash
    given = sys.argv[1:] if arguments is None else list(arguments)
    options = _parser(given).parse_args(given)
    try:
        code = options.run(options)
        sys.stdout.flush()
    except GraderError as error:
        print(f"grader: {error}", file=sys.stderr)
        code = error.exit_code
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:  # `| head` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:  # noqa: BLE001 - the last resort: our bug, never the student's score
        if os.environ.get("GRADER_TRACEBACK"):
            traceback.print_exc()
        print(
            f"grader: the grader itself failed ({type(error).__name__}: {error}). "
            "GRADER_TRACEBACK=1 shows where; please report it",
            file=sys.stderr,
        )
        code = 3
    sys.exit(code)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Exit with 2 and one line; argparse would print the whole usage before it."""
        self.exit(2, f"{self.prog}: {message}. Try {self.prog} --help\n")


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    parser = _Parser(prog="grader", description="Grades flow-matching exercises.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    grade = commands.add_parser("grade", help="grade one submission", description=_grade.__doc__)
    grade.set_defaults(run=_grade)
    grade.add_argument(
        "path",
        nargs="?",
        type=Path,
        metavar="PATH",
        help="a folder, .py, .ipynb or .zip (default: assignments/)",
    )
    grade.add_argument("--assignment", metavar="NN", help="grade this assignment only")
    grade.add_argument("--json", type=Path, metavar="FILE", help="write the report as JSON")
    grade.add_argument(
        "--fail-under", type=_percentage, metavar="PCT", help="exit with 1 below this percentage"
    )
    grade.add_argument("--seed", type=int, default=0, metavar="N", help="seed of all draws")
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

    stubs = commands.add_parser(
        "stubs", help="make the stubs from the solutions", description=_stubs.__doc__
    )
    stubs.set_defaults(run=_stubs)

    audit = commands.add_parser("audit", help="grade the grader: mutants, right forms, rates")
    if "audit" in arguments:  # what it is made of takes a second to import
        from grader.audit.command import add_arguments, run

        audit.description = run.__doc__
        audit.set_defaults(run=run)
        add_arguments(audit)

    doctor = commands.add_parser(
        "doctor", help="what this machine gives, and what is missing", description=_doctor.__doc__
    )
    doctor.set_defaults(run=_doctor)
    return parser


def _level(text: str) -> Level:
    if text not in list(Level):
        raise argparse.ArgumentTypeError(f"one of {', '.join(Level)} is due, not {text!r}")
    return Level(text)


def _percentage(text: str) -> float:
    with contextlib.suppress(ValueError):
        if 0 <= float(text) <= 100:
            return float(text)
    raise argparse.ArgumentTypeError(f"a percentage from 0 to 100 is due, not {text!r}")


def _grade(options: argparse.Namespace) -> int:
    """Grade one submission and say what holds, what does not, and why."""
    if options.json is not None:
        check_writable(options.json)
    # first of all: it imports torch while everything else gets ready
    workers = start(required=options.require_isolation)
    from grader.grade import grade_path
    from grader.reports.console import print_report
    from grader.reports.json_report import to_json

    report = grade_path(
        options.path,
        workers=workers,
        assignment=options.assignment,
        seed=options.seed,
        public=options.public,
        hidden=options.hidden,
    )
    if not report.public_only and not level_of(workers.layers).at_least(Level.SHARED_UID):
        print(
            "grader: warning: on this machine a submission could read the solutions; "
            "`grader doctor` tells the cure",
            file=sys.stderr,
        )
    if options.json is not None:
        write_whole(options.json, to_json(report))
    if options.json != Path("-"):
        print_report(report)
    return _exit_code(report, options.fail_under)


def _exit_code(report: GradeReport, fail_under: float | None) -> int:
    if any(check.verdict is Verdict.GRADER_ERROR for check in report.checks):
        return 3
    if fail_under is not None and 100 * report.score < fail_under * report.max_score:
        return 1
    return 0


def _stubs(options: argparse.Namespace) -> int:  # noqa: ARG001
    """Make every stub in assignments/ anew from its solution."""
    from grader.stubs import write_stubs

    written = write_stubs()
    for path in written:
        print(f"wrote {path}")
    if not written:
        print("all stubs are up to date")
    return 0


def _doctor(options: argparse.Namespace) -> int:  # noqa: ARG001
    """Tell the versions, the isolation that workers get here, and the cure for what is missing."""
    from grader.doctor import examine

    findings = examine()
    for finding in findings:
        print(finding)
    return 0 if all(finding.fine for finding in findings) else 3
