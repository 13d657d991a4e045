"""Makes a variant of every idea in misconceptions.py that is code: each idea is its own mutant."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable
from typing import Any

from grader.audit.records import Family, Variant
from grader.model import Assignment


def read_ideas(assignment: Assignment, solution: str) -> list[Variant]:
    """Return the ideas as variants: a tolerated one is a right form, any other a mutant."""
    found: list[Variant] = []
    ways: Counter[tuple[str, str]] = Counter()
    for place, idea in enumerate(assignment.misconceptions):
        if not idea.plays:
            continue
        exercises = tuple(idea.plays)
        ways[exercises[0], idea.id] += 1
        way = ways[exercises[0], idea.id]
        found.append(
            Variant(
                assignment=assignment.id,
                exercises=exercises,
                slug=f"idea_{idea.id}" + (f"_{way}" if way > 1 else ""),
                family=Family.EQUIVALENT if idea.tolerated else Family.MUTANT,
                code="\n\n".join(map(_source, idea.plays.values())) + "\n",
                text=solution,
                reaches=exercises,
                misconception=idea.id,
                note=idea.message,
                idea=place,
            )
        )
    return found


def _source(play: Callable[..., Any]) -> str:
    """Return an idea's own code, for people; some are made by other code and have a name only."""
    function = inspect.unwrap(play)
    try:
        return inspect.cleandoc(inspect.getsource(function))
    except (OSError, TypeError):
        return f"{getattr(function, '__name__', function)}"
