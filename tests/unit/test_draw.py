"""What is drawn for one submission after the other, and what need not be drawn again."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st

from grader.judging import draw
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
