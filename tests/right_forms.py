"""Grades every right form at many seeds: `python -m tests.right_forms --seeds 200`.

A right form is a cell of solutions/*/equivalents*.py, or a tolerated idea. Each must get full marks
in what it changes at every seed, and at every twentieth in what calls that. A line is printed for
each that does not, as soon as it is known, and at the end the rate of each. With `--log FILE` every
grading is written down, and one that stands there, of the same code under the same checks, is not
done again. Exits with 1 where a right form lost points.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from grader.audit.corpus.written import read_corpus
from grader.audit.records import Family, Outcome, Place, Variant
from grader.audit.run.campaign import EXPLAINED
from grader.audit.run.pool import Pool
from grader.audit.run.pool_worker import Job, Setting
from grader.catalogue import ASSIGNMENTS, SOLUTIONS, grader_digest, load_catalogue
from grader.model import Assignment
from grader.results import Verdict

#: of one setting, so many are done by one process before the next setting begins
_UNIT = 24


def right_forms(catalogue: Iterable[Assignment]) -> list[Variant]:
    """Return every right form of these assignments."""
    return [
        variant
        for assignment in catalogue
        for variant in read_corpus(assignment, SOLUTIONS)
        if variant.family is Family.EQUIVALENT
    ]


def units(forms: Sequence[Variant], seeds: Iterable[int], done: Iterable[str]) -> list[list[Job]]:
    """Return what is to be graded: seed after seed, and together what shares drawn cases.

    `done` are the keys of what is known already.
    """
    known, found = set(done), []
    for seed in seeds:
        groups: dict[Setting, list[Job]] = defaultdict(list)
        for number, form in enumerate(forms):
            if key(form, seed) not in known:
                about = form.exercises if seed % EXPLAINED else form.reaches
                setting = Setting(form.assignment, seed, about, explain=False)
                groups[setting].append(Job(number, setting, form))
        for jobs in groups.values():
            found += [jobs[start : start + _UNIT] for start in range(0, len(jobs), _UNIT)]
    return found


def key(form: Variant, seed: int) -> str:
    """Return the name of a grading in a log."""
    return f"{form.sha256[:16]} {form.id} {seed}"


def lost(outcome: Outcome) -> list[str]:
    """Return what took points, as `check (verdict)`."""
    found = [
        f"{check.id} ({check.verdict.value})"
        for exercise in outcome.exercises
        if not exercise.full
        for check in exercise.checks
        if check.kills or check.verdict is Verdict.GRADER_ERROR
    ]
    short = [exercise.id for exercise in outcome.exercises if not exercise.full]
    return found or short


def read_log(path: Path | None, digest: str) -> dict[str, list[str]]:
    """Return what a log holds of gradings by the same checks: what each lost, by its key."""
    if path is None or not path.is_file():
        return {}
    # a line may be cut short, where a run was ended
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.endswith("}")]
    entries = [json.loads(line) for line in lines]
    return {entry["key"]: entry["lost"] for entry in entries if entry["digest"] == digest}


def write_log(path: Path, digest: str, name: str, taken: list[str]) -> None:
    """Add a grading to a log, on a line of its own."""
    entry = json.dumps({"digest": digest, "key": name, "lost": taken})
    with path.open("a+b") as log:
        if log.tell():
            log.seek(-1, 2)
            entry = entry if log.read() == b"\n" else f"\n{entry}"
        log.write(f"{entry}\n".encode())


def main() -> None:
    """Grade what is not known yet, then say how often each was rejected."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--assignment", help="one assignment, as in make grade")
    parser.add_argument("--only", default="", help="forms with this in their names")
    parser.add_argument("--log", type=Path)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    started = time.perf_counter()
    catalogue = load_catalogue(wanted=options.assignment)
    forms = [form for form in right_forms(catalogue) if options.only in form.id]
    seeds = range(options.first, options.first + options.seeds)
    digest = grader_digest(catalogue)
    known = read_log(options.log, digest)
    work = units(forms, seeds, known)
    total = sum(map(len, work))
    print(
        f"{len(forms)} right forms at {len(seeds)} seeds: {total} gradings to do, "
        f"{len(forms) * len(seeds) - total} known",
        flush=True,
    )
    with Pool(Place(str(ASSIGNMENTS), str(SOLUTIONS)), options.processes) as pool:
        for count, answer in enumerate(pool.run(work), start=1):
            assert answer.outcome is not None
            form, seed = forms[answer.number], answer.outcome.seed
            name, taken = key(form, seed), lost(answer.outcome)
            known[name] = taken
            if options.log is not None:
                write_log(options.log, digest, name, taken)
            if taken:
                print(f"{form.id} at seed {seed} loses {', '.join(taken)}", flush=True)
            if count % 500 == 0:
                seconds = time.perf_counter() - started
                print(f"{count} of {total} in {seconds:.0f} s", file=sys.stderr, flush=True)
    rejected = 0
    for form in forms:
        losses = [taken for seed in seeds if (taken := known[key(form, seed)])]
        if losses:
            rejected += 1
            checks = ", ".join(sorted({check for taken in losses for check in taken}))
            print(f"{form.id}: rejected at {len(losses)} of {len(seeds)} seeds, by {checks}")
    seconds = time.perf_counter() - started
    print(f"{rejected} of {len(forms)} right forms rejected, in {seconds:.0f} s")
    sys.exit(bool(rejected))


if __name__ == "__main__":
    main()
