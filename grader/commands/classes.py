"""Grades a whole class: `class DIR --out DIR`, and `class merge OUT... --out DIR`."""

from __future__ import annotations

import argparse
import os
import secrets
import statistics
import sys
from collections import Counter
from pathlib import Path

from grader.cohort.folder import SECRET, output_folder
from grader.cohort.local import LocalProcesses
from grader.cohort.merging import merge
from grader.cohort.outcomes import NOT_READ, PARTLY_READ, PROVISIONAL
from grader.cohort.people import Student
from grader.cohort.records import Setting
from grader.cohort.roster import read_roster
from grader.cohort.running import ClassRun, Driver, Shard
from grader.cohort.store import Store
from grader.cohort.writing import Written, write_outputs
from grader.commands import words
from grader.commands.class_progress import ClassProgress
from grader.commands.secret import VARIABLE, exposure, given_secret
from grader.errors import ClassError, OutputError
from grader.judging.secret import Secret
from grader.limits import LEAST_SECRET_BYTES
from grader.wire.paths import shortened

#: printed of each state, the most frequent first
_REASONS = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `class` takes."""
    parser.add_argument(
        "paths",
        nargs="+",
        type=Path,
        metavar="DIR",
        help="a folder or .zip of submissions, as a system downloads it; or: merge OUT...",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where results go")
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--workers", type=words.count, metavar="N", help="processes (default: a core each)"
    )
    where.add_argument("--dask", metavar="ADDRESS", help="grade on a Dask cluster: tls://HOST:PORT")
    parser.add_argument(
        "--shard", type=_shard, metavar="I/N", help="grade the I-th of N parts only"
    )
    parser.add_argument("--roster", type=Path, metavar="CSV", help="the list of the class")
    parser.add_argument(
        "--secret",
        metavar="FILE",
        help=f"draw from the secret in a file, or in {VARIABLE} (default: made in --out)",
    )
    parser.add_argument(
        "--assignment", metavar="NN", help="grade one assignment: 01, its name or folder"
    )
    parser.add_argument(
        "--public", action="store_true", help="leave out the checks that need solutions/"
    )
    parser.add_argument(
        "--follow-through",
        type=words.share,
        default=0.0,
        metavar="SHARE",
        help="of its points, for what is right but uses another function that is not (default: 0)",
    )
    words.add_isolation(parser)


def _shard(text: str) -> Shard:
    number, slash, count = text.partition("/")
    if slash and number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count):
        return Shard(int(number), int(count))
    raise argparse.ArgumentTypeError(f"I/N with I from 1 to N is expected, not {text!r}")


def run(options: argparse.Namespace) -> int:
    """Grade every submission of a class, and write gradebooks, reports and a page about it."""
    first, *others = options.paths
    if str(first) == "merge":
        return _merge(others, options.out)
    if others:
        raise ClassError(f"{others[0]}: one folder or .zip is graded at a time")
    if options.out.resolve().is_relative_to(first.resolve()):
        raise ClassError(f"--out {options.out}: lies in {first}, where it would be a submission")
    roster = read_roster(options.roster) if options.roster is not None else []
    with output_folder(options.out):
        setting = Setting(
            options.assignment,
            _secret(options).value,
            options.public,
            options.require_isolation,
            options.follow_through,
        )
        graded = ClassRun(first, options.out, setting, roster, options.shard)
        with Store(options.out) as store:
            try:
                with ClassProgress() as progress:
                    graded.into(store, lambda *given: _driver(options, *given), progress)
            except KeyboardInterrupt:
                print(f"grader: stopped; {graded.graded_now} graded now are kept", file=sys.stderr)
                raise
            for line in graded.told:  # students choose the names in it
                print(f"grader: {words.one_line(line)}", file=sys.stderr)
            if options.shard is not None:
                print(f"{graded.graded_now} graded now. With all {options.shard.count} parts:")
                print("  python -m grader class merge OUT1 OUT2 ... --out DIR")
                return 3 if graded.given_up else 0
            return _told(write_outputs(store, options.out), options.out, graded.graded_now)


def _merge(parts: list[Path], out: Path) -> int:
    with output_folder(out), Store(out) as store:
        merge(parts, store)
        return _told(write_outputs(store, out), out, None)


def _driver(options: argparse.Namespace, setting: Setting, missing: int) -> tuple[Driver, int]:
    if options.dask is not None:
        from grader.cohort.dask_cluster import DaskCluster

        cluster = DaskCluster(options.dask, setting)
        return cluster, cluster.cores
    cores = options.workers or len(os.sched_getaffinity(0))
    return LocalProcesses(setting, min(cores, missing)), cores


def _secret(options: argparse.Namespace) -> Secret:
    """Return the secret that is given, or that of the output, made at its first run."""
    if (exposed := exposure(options.secret)) is not None:
        print(f"grader: warning: {exposed}", file=sys.stderr)
    given = given_secret(options.secret, None)
    if given is not None:
        return given
    if options.shard is not None:
        raise ClassError("--shard needs --secret FILE: all parts must draw from the same")
    path = options.out / SECRET
    if not path.exists():
        try:
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
                stream.write(secrets.token_hex(2 * LEAST_SECRET_BYTES) + "\n")
        except OSError as error:
            raise OutputError(f"{path}: cannot be written ({error.strerror})") from None
    found = given_secret(str(path), None)
    assert found is not None
    return found


def _told(written: Written, out: Path, graded_now: int | None) -> int:
    """Say what the class came to, in a few lines; return the exit code."""
    outcomes, absent = written.outcomes, written.absent
    count = f"{len(outcomes)} submission{'' if len(outcomes) == 1 else 's'}"
    if graded_now is None:
        print(f"{count}, merged.")
    elif graded_now == 0:
        print(f"{count}, all graded before: nothing to do.")
    else:
        print(f"{count}, {graded_now} graded now.")
    if outcomes:
        scores = sorted(outcome.score for outcome in outcomes)
        middle, mean = statistics.median(scores), statistics.fmean(scores)
        print(f"Scores: median {middle:g} of {written.most:g}, mean {mean:.1f}.")
    for state, text in (
        (NOT_READ, "not read (score 0, see their reports)"),
        (PARTLY_READ, "partly read: an assignment of theirs could not be (see their reports)"),
        (PROVISIONAL, "provisional, since the grader failed on them: staff must look"),
    ):
        odd = [outcome for outcome in outcomes if outcome.state == state]
        if odd:
            print(f"{len(odd)} {text}: {shortened([outcome.entry.name for outcome in odd])}")
        # what many have in common says more of the class's download than of each
        reasons = Counter(outcome.reason for outcome in odd if state != PROVISIONAL)
        for reason, times in reasons.most_common(_REASONS):
            print(f"  {times}: {reason}")
    if absent:
        print(
            f"{len(absent)} of the roster did not hand in: {shortened([_name(s) for s in absent])}"
        )
    print(f"Written to {out}: {', '.join(written.files)}, reports/")
    return 3 if any(outcome.state == PROVISIONAL for outcome in outcomes) else 0


def _name(student: Student) -> str:
    return student.name or student.id
