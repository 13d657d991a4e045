"""The command `grade`: its options, the files it writes, and its exit code."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from grader.commands import words
from grader.commands.clock import seconds_since_start
from grader.commands.output import check_targets, write_whole
from grader.commands.secret import VARIABLE, exposure, given_secret
from grader.host.isolation import Level, level_of
from grader.host.workers import start
from grader.reports.formats import FORMATS
from grader.results import GradeReport, Verdict


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `grade` takes."""
    parser.add_argument(
        "path",
        nargs="?",
        type=words.path,
        metavar="PATH",
        help="a folder, .py, .ipynb, .zip or .tar.gz (default: assignments/)",
    )
    parser.add_argument(
        "--assignment", metavar="NN", help="grade one assignment: 01, its name or folder"
    )
    for name, form in FORMATS.items():
        parser.add_argument(f"--{name}", type=Path, metavar="FILE", help=f"write {form.help}")
    parser.add_argument(
        "--fail-under",
        type=words.percentage,
        metavar="PCT",
        help="exit with 1 below this percentage",
    )
    parser.add_argument("--seed", type=int, metavar="N", help="seed of all draws (default: 0)")
    parser.add_argument(
        "--secret", metavar="FILE", help=f"draw from the secret in a file, or in {VARIABLE}"
    )
    words.add_isolation(parser)
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--public", action="store_true", help="leave out the checks that need solutions/"
    )
    which.add_argument("--hidden", action="store_true", help="fail where solutions/ is missing")


def run(options: argparse.Namespace) -> int:
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
            f"`{words.PROGRAM} doctor` tells the cure",
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
