"""What is drawn for one submission after the other, and what need not be drawn again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from grader.judging import draw
from grader.judging.cases import DrawnCase
from grader.model import Check, Kind


def check_of(given: Any, examples: int = 1) -> Check:
    return Check("f.holds", "f", "f holds", 1, Kind.PROPERTY, lambda *_: None, given, examples)


def cases(check: Check, seed: int) -> list[Any]:
    return sorted(drawn.case for drawn in draw.draw(check, seed).cases)


@pytest.mark.parametrize(
    ("given", "examples"),
    [
        (st.tuples(st.integers(0, 10**6)), 1),
        (st.tuples(st.integers(0, 10**6)), 3),
        # the simplest is none that is asked for, so another is drawn
        (st.tuples(st.integers(0, 10**6).filter(bool)), 1),
    ],
)
def test_what_was_kept_is_what_would_be_drawn(given: Any, examples: int) -> None:
    check = check_of(given, examples)
    kept = [cases(check, seed) for seed in range(6)]
    anew = []
    for seed in range(6):
        draw._simplest.pop(check, None)
        anew.append(cases(check, seed))
    assert kept == anew
    alike = len({tuple(found) for found in kept}) == 1
    assert alike == (check in draw._simplest) == (kept[0] == [0])


def test_cases_of_the_same_shapes_come_in_twos() -> None:
    check = check_of(st.none())
    sizes = [1, 2, 3, 1, 1, 2, 4, 1, 1]
    found = draw._in_twos([DrawnCase(check, np.ones(size), key) for key, size in enumerate(sizes)])
    assert [drawn.case.size for drawn in found] == [1, 1, 2, 2, 3, 1, 1, 4, 1]
    assert sorted(drawn.key for drawn in found) == [*range(len(sizes))]


def test_what_holds_no_arrays_stays_where_it_is() -> None:
    cases = [DrawnCase(check_of(st.none()), "u", key) for key in range(3)]
    assert draw._in_twos(cases) == cases


@pytest.mark.parametrize("seed", range(5))
def test_the_first_case_is_small_and_its_shape_comes_again(seed: int) -> None:
    """Code that keeps what it made of its first call is right where that is the only one."""
    sizes = [5, 1, 2, 4, 3, 2, 9, 8, 7, 6, 3]
    check = check_of(st.just(tuple(np.ones(size) for size in sizes)))
    found = [drawn.case.size for drawn in draw.draw(check, seed).cases]
    assert sorted(found) == sorted(sizes)
    assert found[0] == 2
