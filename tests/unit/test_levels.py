"""A level that is taken out of a declared domain is missed by some sabotage of an audit."""

from __future__ import annotations

import pytest

from tests.levels import Level, levels, unseen_without

#: `python -m tests.levels` takes out all of them
EVERY = 9


@pytest.mark.parametrize("taken", list(levels())[::EVERY], ids=str)
def test_a_level_is_missed_by_an_audit(taken: Level) -> None:
    assert unseen_without(taken)
