"""A level that is taken out of a declared domain is missed by some sabotage of an audit."""

from __future__ import annotations

import pytest

from assignments.course.domain import DOMAINS
from tests.levels import LIKE_OTHERS, Level, levels, unseen_without
from tests.samples import one_in


def of_cases() -> list[Level]:
    """Return the levels of which a case has one."""
    known = [level for level in levels() if level not in LIKE_OTHERS]
    return [level for level in known if level.factor in DOMAINS[level.domain].single]


#: of samples, those that look like others beside them: far values are negative too
OF_SAMPLES = (
    Level("ENDS", "eps", "negative"),
    Level("STEPS", "t", "near low"),
    Level("GAINS", "t", "near low"),
)


def test_few_levels_are_like_others() -> None:
    assert len(LIKE_OTHERS) < len([*levels()]) / 20


# `python -m tests.levels` takes out all of them, those of samples as well
@pytest.mark.parametrize("taken", [*one_in(600, of_cases()), *OF_SAMPLES], ids=str)
def test_a_level_is_missed_by_an_audit(taken: Level) -> None:
    assert unseen_without(taken)
