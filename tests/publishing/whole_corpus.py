"""Grades the whole corpus with the unpacked hand-out and with the kit, and tells where they differ.

    python -m tests.publishing.whole_corpus                 all of it
    python -m tests.publishing.whole_corpus STEP FIRST      each STEP-th submission from FIRST on

The hand-out's own engine is run in a process of its own, on each folder of tests/submissions.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from difflib import unified_diff
from pathlib import Path
from typing import Any

from grader.catalogue import load_catalogue
from grader.errors import GraderError
from grader.host.workers import start
from grader.judging.grading_run import GradingRun
from grader.submission import read_submission
from tests.corpus import ODD_LIMITS, cases
from tests.expected import comparable
from tests.publishing.unpacked import unpack

#: graded by whichever engine stands in the folder that this is run in
_GRADES = """
import sys, json
sys.path[:0] = [sys.argv[1], sys.argv[2]]
from tests.publishing.whole_corpus import accounts
print(json.dumps(accounts(*map(int, sys.argv[3:]))))
"""
_HERE = Path(__file__).parents[2]


def accounts(step: int, first: int) -> dict[str, Any]:
    """Return what each `step`-th submission gets from this engine, without hidden checks."""
    found: dict[str, Any] = {}
    catalogue = load_catalogue()
    with start(ODD_LIMITS) as workers, GradingRun(catalogue, workers, public=True) as run:
        for kind in ("right", "wrong", "odd"):
            for case in cases(kind)[first::step]:
                try:
                    submission = read_submission(case.folder, catalogue, chosen=False)
                    chosen = [assignment.id for assignment in case.assignments]
                    found[case.folder.name] = comparable(run.grade(submission, chosen=chosen))
                except GraderError as error:
                    found[case.folder.name] = str(error)
    return json.loads(json.dumps(found))


def main() -> None:
    """Compare, and exit with 1 where anything differs."""
    from grader.publishing.release import FOLDER, release  # which the hand-out does not have

    step, first = map(int, sys.argv[1:]) if len(sys.argv) > 1 else (1, 0)
    with tempfile.TemporaryDirectory() as folder:
        kit = unpack(release(b"0" * 32)[f"{FOLDER}.zip"].data, Path(folder)) / FOLDER
        done = subprocess.run(
            [sys.executable, "-P", "-c", _GRADES, str(kit), str(_HERE), str(step), str(first)],
            cwd=kit,
            stdout=subprocess.PIPE,
            check=True,
        )
        handed_out = json.loads(done.stdout)
    ours = accounts(step, first)
    differ = [name for name in ours if ours[name] != handed_out[name]]
    print(f"{len(ours)} submissions, {len(differ)} with another report: {' '.join(differ)}")
    for name in differ:
        kits = json.dumps(ours[name], indent=1).splitlines()
        others = json.dumps(handed_out[name], indent=1).splitlines()
        print(name, *unified_diff(kits, others, "kit", "hand-out", n=2, lineterm=""), sep="\n")
    sys.exit(bool(differ))


if __name__ == "__main__":
    main()
