"""However the same work is handed in, every exercise keeps its verdict."""

from __future__ import annotations

import pytest

from grader.host.workers import Workers
from tests.handing_in.compose import Bench, changed_verdicts, number_of_kinds


@pytest.fixture(scope="module")
def bench(workers: Workers) -> Bench:
    return Bench(workers)


@pytest.mark.parametrize("first", [11, 12, 13, 14])
def test_verdicts_stay_however_work_is_handed_in(first: int, bench: Bench) -> None:
    """5 compositions each; `python -m tests.handing_in.compose` tries thousands."""
    assert changed_verdicts(bench, 5, first) == []


def test_there_are_many_ways_to_hand_in() -> None:
    assert number_of_kinds() >= 80
