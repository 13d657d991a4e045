"""Writes the expected reports of the corpus and the README's picture anew: `make goldens`.

Read the difference before you commit it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from grader.catalogue import SOLUTIONS, load_catalogue
from grader.commands.output import write_whole
from grader.host.workers import start
from grader.judging.grading_run import GradingRun
from grader.reports.console import render_svg
from grader.results import GradeReport
from grader.submission import read_submission
from tests.corpus import EXPECTED, ODD_LIMITS, PASSED, ROOT, cases
from tests.expected import comparable

PICTURE = ROOT.parents[1] / ".github" / "report.svg"


def shown(grader: GradingRun) -> GradeReport:
    """Return what the README's pictures show: the report on the formula as the slides print it."""
    folder = ROOT / "wrong" / "x1_from_eps__plus_sign_of_the_slide"
    submission = replace(read_submission(folder, grader.assignments, False), name="my_homework")
    report = grader.grade(submission, chosen=["02_recovery"])
    return replace(report, seconds=0.4)


def picture(grader: GradingRun) -> str:
    """Return the README's picture of a terminal."""
    return render_svg(shown(grader), "make grade ASSIGNMENT=02")


def passed(grader: GradingRun) -> str:
    """Return the assignments in the report of the solutions: what others are held against."""
    report = grader.grade(read_submission(SOLUTIONS, grader.assignments, chosen=False))
    assert report.score == report.max_score, "the solutions lose points: nothing can be written"
    return json.dumps(comparable(report)["assignments"], indent=1, ensure_ascii=False) + "\n"


def accounts(grader: GradingRun, kinds: Iterable[str]) -> dict[Path, list[str]]:
    """Grade what is of these kinds, and return what each file of expected reports holds."""
    found: dict[Path, list[str]] = {}
    for kind in kinds:
        for case in cases(kind):
            texts = found.setdefault(case.golden, [])
            if text := case.account(grader):
                texts.append(text)
    return found


def main() -> None:
    """Grade every submission and write what changed."""
    catalogue = load_catalogue()
    with start() as workers, GradingRun(catalogue, workers) as grader:
        _write(PASSED, passed(grader))
        _write(PICTURE, picture(grader))
        found = accounts(grader, ["right", "wrong"])
    with start(ODD_LIMITS) as workers, GradingRun(catalogue, workers) as grader:
        found |= accounts(grader, ["odd"])
    for path, texts in found.items():
        _write(path, "\n".join(texts))
    for stale in {*EXPECTED.iterdir()} - {PASSED, *found}:
        stale.unlink()
        print(f"removed {stale.name}")


def _write(path: Path, text: str) -> None:
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        write_whole(path, text)
        print(f"wrote {path.name}", flush=True)


if __name__ == "__main__":
    main()
