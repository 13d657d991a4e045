"""A body runs anew after each exchange, so a check that asks in many of them judges all in each."""

from __future__ import annotations

from collections import Counter

import pytest

from grader.catalogue import SOLUTIONS
from grader.host.workers import Workers
from grader.judging import replay
from grader.judging.cases import Attempt, run_until_next_call
from grader.judging.grading_run import GradingRun
from grader.model import Assignment
from grader.submission import read_submission

#: of one case; a law once asked in 111 of them, which was most of what a submission cost
ENOUGH = 16


def test_no_case_asks_in_many_exchanges(
    catalogue: list[Assignment], workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: Counter[tuple[str, int]] = Counter()

    def counted(attempt: Attempt) -> object:
        runs[attempt.drawn.check.id, attempt.drawn.key] += 1
        return run_until_next_call(attempt)

    monkeypatch.setattr(replay, "run_until_next_call", counted)
    with GradingRun(catalogue, workers) as grader:
        report = grader.grade(read_submission(SOLUTIONS, catalogue, chosen=False))
    assert report.score == report.max_score
    assert runs
    assert {case: count for case, count in runs.items() if count > ENOUGH} == {}
