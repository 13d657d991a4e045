"""The command `audit`: its options, its progress bar, its reports and its exit code."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from rich.progress import TimeRemainingColumn

from grader.audit.auditing import audit
from grader.audit.options import ALL, IDEAS, PART, SAMPLE, Options, fast
from grader.audit.pages.as_json import to_json
from grader.audit.pages.console import print_audit
from grader.audit.pages.page import to_html
from grader.audit.records import AuditError
from grader.catalogue import ASSIGNMENTS, SOLUTIONS
from grader.commands.output import check_writable, write_whole
from grader.commands.progress import bars
from grader.commands.words import count


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `audit` to a parser."""
    parser.add_argument(
        "--fast",
        action="store_true",
        help=f"one in {PART} of the hand-written variants and one in {IDEAS} of the "
        "misconceptions, at one seed, and a fixed sample of the made mutants",
    )
    parser.add_argument(
        "--sabotage",
        action="store_true",
        help="sabotage the solutions under every condition on their inputs, and in thousands of "
        "pairs of conditions: whatever keeps full marks must be declared",
    )
    parser.add_argument("--assignment", metavar="NN", help="audit this assignment only")
    parser.add_argument(
        "--seeds",
        type=count,
        metavar="N",
        help="grade hand-written variants at so many seeds (default: 200, or 1 with --fast)",
    )
    parser.add_argument(
        "--workers",
        type=count,
        default=min(2, os.cpu_count() or 1),
        metavar="N",
        help="grade in so many processes at the same time",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the audit as JSON")
    parser.add_argument(
        "--html", type=Path, metavar="FILE", help="write the audit as one page, with the matrix"
    )
    parser.add_argument("--assignments", type=Path, default=ASSIGNMENTS, metavar="DIR")
    parser.add_argument("--solutions", type=Path, default=SOLUTIONS, metavar="DIR")


def run(options: argparse.Namespace) -> int:
    """Grade the grader: every mutant must lose points, every right form must keep them all.

    Returns 0 if all holds and 1 if not.
    """
    for path in (options.json, options.html):
        if path is not None:
            check_writable(path)
    if not options.solutions.is_dir():
        raise AuditError(f"{options.solutions}: no such folder; an audit needs the solutions")
    chosen = Options(
        assignments=options.assignments.resolve(),
        solutions=options.solutions.resolve(),
        wanted=options.assignment,
        workers=options.workers,
        sabotages=SAMPLE,
    )
    if options.fast:
        chosen = fast(chosen)
    if options.sabotage:
        chosen = replace(chosen, sabotages=ALL, covered=True)
    if options.seeds is not None:
        chosen = replace(chosen, seeds=options.seeds)
    with _Bars() as shown:
        found = audit(chosen, shown.part)
    if options.json is not None:
        write_whole(options.json, to_json(found))
    if options.html is not None:
        write_whole(options.html, to_html(found))
    if options.json != Path("-"):
        print_audit(found)
    return 0 if found.passed else 1


class _Bars:
    """A bar for each part of the audit."""

    def __init__(self) -> None:
        self._progress = bars(TimeRemainingColumn())

    def part(self, title: str, total: int) -> Callable[[], None]:
        task = self._progress.add_task(title, total=total)
        return lambda: self._progress.update(task, advance=1, refresh=True)

    def __enter__(self) -> _Bars:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()
