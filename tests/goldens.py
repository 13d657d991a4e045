"""Writes the expected reports of the corpus and the README's picture anew: `make goldens`.

Read the difference before you commit it.
"""

from __future__ import annotations

from dataclasses import replace

from grader.catalogue import load_catalogue
from grader.commands.output import write_whole
from grader.host.workers import start
from grader.judging.grading_run import GradingRun
from grader.limits import Limits
from grader.reports.console import render_svg
from grader.submission import read_submission
from tests.corpus import ODD_LIMITS, ROOT, cases, golden_text

PICTURE = ROOT.parents[1] / ".github" / "report.svg"


def picture(grader: GradingRun) -> str:
    """Return the README's picture: the report on the formula as the slides print it."""
    folder = ROOT / "wrong" / "x1_from_eps__plus_sign_of_the_slide"
    submission = replace(read_submission(folder, grader.assignments, False), name="my_homework")
    report = grader.grade(submission, chosen=["02_recovery"])
    return render_svg(replace(report, seconds=0.4), "make grade ASSIGNMENT=02")


def main() -> None:
    """Grade every submission and write what changed."""
    catalogue = load_catalogue()
    kept = set()
    for kinds, limits in ((("right", "wrong"), Limits()), (("odd",), ODD_LIMITS)):
        with start(limits) as workers, GradingRun(catalogue, workers) as grader:
            write_whole(PICTURE, picture(grader))
            for case in [each for kind in kinds for each in cases(kind)]:
                text = golden_text(case.outcome(grader))
                kept.add(case.golden)
                if not case.golden.is_file() or case.golden.read_text(encoding="utf-8") != text:
                    write_whole(case.golden, text)
                    print(f"wrote {case.golden.parent.name}/{case.golden.name}", flush=True)
    for stale in {each for case in kept for each in case.parent.glob("*.json")} - kept:
        stale.unlink()
        print(f"removed {stale.parent.name}/{stale.name}")


if __name__ == "__main__":
    main()
