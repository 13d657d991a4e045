"""What the laws find: each published size is found at every seed, and a sixth of it is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from scipy import stats

from assignments.course.noising_law import SHAPES
from grader.catalogue import ASSIGNMENTS
from tests.power import TABLES, Deviation, page, rows

_CASES = [
    pytest.param(assignment, deviation, id=f"{assignment[:2]}, {deviation.words}")
    for assignment, (deviations, _) in TABLES.items()
    for deviation in deviations
]
SEEDS = range(103, 105)
_LOOSE, _RUNS = 0.05, 60


@pytest.mark.parametrize(("assignment", "deviation"), _CASES)
def test_a_deviation_is_found_from_its_published_size_on(
    assignment: str, deviation: Deviation
) -> None:
    size, rejects = rows(assignment)[deviation.words], TABLES[assignment][1]
    less = size * 1.6 if deviation.reversed else size / 6
    for seed in SEEDS:
        assert rejects(deviation, size, seed)
        assert not rejects(deviation, less, seed)


@pytest.mark.parametrize("assignment", TABLES)
def test_the_page_is_what_the_command_makes_of_its_figures(assignment: str) -> None:
    figures = rows(assignment)
    assert list(figures) == [deviation.words for deviation in TABLES[assignment][0]]
    path = Path(ASSIGNMENTS, assignment, "POWER.md")
    assert path.read_text(encoding="utf-8") == page(assignment, figures)
    assert "POWER.md" in path.with_name("README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("assignment", TABLES)
def test_right_samples_are_rejected_no_more_than_stated(assignment: str) -> None:
    """A deviation of size 0 is none. At the level of a grade no rejection could be counted."""
    deviations, rejects = TABLES[assignment]
    rejected = sum(rejects(deviations[0], 0.0, seed, _LOOSE) for seed in range(_RUNS))
    assert rejected <= stats.binom.ppf(1 - 1e-6, _RUNS, _LOOSE)


def test_one_sample_after_the_other_is_asked_for_no_more_than_it_can_do() -> None:
    """Within 12 s of CPU time for an exercise: 180 microseconds a sample, of which it takes 10."""
    assert sum(shape[0] for shape in SHAPES) <= 1 << 16
    # whoever makes a matrix of all pairs of samples needs 64 MB for it
    assert max(shape[0] for shape in SHAPES) <= 4096
