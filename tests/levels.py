"""Takes a level out of a declared domain, and looks which sabotages of an audit are met no more.

`python -m tests.levels` does it for every level of every domain, in some CPU minutes, and exits
with 1 where one can be taken out unseen: then no sabotage is found by that level alone, and nothing
shows that it is asked. No submission is graded: where a condition holds for no case, its sabotage
is not found. All pairs of conditions count, of which an audit tries a part. A test takes a few
levels out.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pytest
import torch

from assignments.course import candidates, gains, points, refusals, runs, steps
from assignments.course.domain import DOMAINS
from assignments.course.times import FROM_EPS
from grader.audit.corpus.blind_spots import read_blind_spots
from grader.audit.corpus.sabotage import candidates as sabotages_of
from grader.audit.records import Condition, Sabotage
from grader.authoring import Domain, Examples, Row
from grader.authoring.domain import Levels
from grader.catalogue import SOLUTIONS, load_catalogue
from grader.model import Assignment, Exercise


@dataclass(frozen=True)
class Asked:
    """What an exercise is asked by the cases of a domain: answers, or refusals."""

    exercise: str
    examples: Callable[[], Examples[Any]]
    refused: bool = False


#: by domain, what its cases ask; other exercises are asked the same
ASKED: Mapping[str, Sequence[Asked]] = {
    "POINTS": [
        Asked("interpolate", lambda: points.points()),
        Asked("x1_from_eps", lambda: points.points(FROM_EPS)),
    ],
    "ENDS": [Asked("velocity", lambda: points.ends())],
    "ZEROS": [
        Asked("x1_from_eps", lambda: points.with_zeros(FROM_EPS), refused=True),
        Asked("euler_step_eps", lambda: steps.steps_from_zero(FROM_EPS), refused=True),
    ],
    "STEPS": [
        Asked("euler_step", lambda: steps.steps()),
        Asked("euler_step_eps", lambda: steps.steps(FROM_EPS)),
    ],
    "RUNS": [
        Asked("euler_sample", lambda: runs.runs()),
        Asked("euler_sample_eps", lambda: runs.runs(by_eps=True)),
        Asked("euler_sample_eps", lambda: runs.refused(), refused=True),
    ],
    "GAINS": [Asked("x1_error_gain", lambda: gains.gains())],
    "CANDIDATES": [
        Asked("posterior", lambda: candidates.candidates()),
        Asked("posterior_entropy", lambda: candidates.candidates()),
    ],
    "FAR_CANDIDATES": [
        Asked("posterior", lambda: candidates.far_candidates()),
        Asked("ideal_velocity", lambda: candidates.far_candidates()),
    ],
    "OTHER_PREDICTIONS": [
        Asked("x1_error_gain", lambda: gains.other_predictions(), refused=True),
    ],
}

#: where the modules of the course keep a domain, and where its rows
_KEPT: Mapping[str, tuple[list[tuple[Any, str]], list[tuple[Any, str]]]] = {
    "POINTS": ([(points, "POINTS")], [(points, "_ROWS")]),
    "ENDS": ([(points, "ENDS")], [(points, "_END_ROWS")]),
    "ZEROS": (
        [(refusals, "ZEROS")],
        [(module, "ZERO_ROWS") for module in (refusals, points, steps)],
    ),
    "STEPS": ([(steps, "STEPS")], [(steps, "_ROWS")]),
    "RUNS": ([(runs, "RUNS")], [(runs, "_ROWS")]),
    "GAINS": ([(gains, "GAINS")], [(gains, "_ROWS")]),
    "CANDIDATES": ([(candidates, "CANDIDATES")], [(candidates, "_ROWS")]),
    "FAR_CANDIDATES": ([(candidates, "FAR_CANDIDATES")], [(candidates, "_FAR_ROWS")]),
    "OTHER_PREDICTIONS": ([(gains, "OTHER_PREDICTIONS")], [(gains, "_OTHER_ROWS")]),
}


@dataclass(frozen=True)
class Level:
    """A level of a factor of one of the course's domains."""

    domain: str
    factor: str
    level: str

    def __str__(self) -> str:
        return f"{self.domain}: {self.factor} {self.level}"


#: levels that nothing shows, since whatever holds of them holds of others: usual samples look like
#: those of every kind here and there, and what is of 30 in size is more than 10, as 10,000 is. What
#: lies between others is below what they are below, and the empty string is a part of any
LIKE_OTHERS = frozenset(
    {
        Level("GAINS", "batch", "some"),
        Level("GAINS", "t", "1e-4"),
        Level("GAINS", "t", "1e-6"),
        Level("OTHER_PREDICTIONS", "prediction", "part"),
        Level("OTHER_PREDICTIONS", "t", "1e-4"),
        Level("ENDS", "data", "constant"),
        Level("ENDS", "x", "unit"),
        Level("ENDS", "x", "far"),
        Level("ENDS", "eps", "unit"),
        Level("ENDS", "eps", "positive"),
        Level("ENDS", "eps", "thirty"),
        Level("ENDS", "noise", "constant"),
        Level("RUNS", "start", "half"),
        Level("RUNS", "steps", "some"),
        Level("RUNS", "x", "unit"),
        Level("RUNS", "x", "positive"),
        Level("RUNS", "x", "thirty"),
    }
)


def levels() -> Iterator[Level]:
    """Yield every level but those of factors that have no other."""
    for name, domain in DOMAINS.items():
        for factor, known in {**domain.single, **domain.carried}.items():
            yield from (Level(name, factor, level) for level in known if len(known) > 1)


def unseen_without(taken: Level) -> list[Sabotage]:
    """Return the sabotages, not declared to be blind spots, that are met with the level alone."""
    with pytest.MonkeyPatch.context() as patch:
        domains, rows = _KEPT[taken.domain]
        for module, name in rows:
            changed = [_changed(row, DOMAINS[taken.domain], taken) for row in getattr(module, name)]
            patch.setattr(module, name, tuple(changed))
        for module, name in domains:
            patch.setattr(module, name, _without(DOMAINS[taken.domain], taken))
        left = [_met(asked) for asked in ASKED[taken.domain]]
    return [
        sabotage
        for asked, still in zip(ASKED[taken.domain], left, strict=True)
        for sabotage in met(asked)
        if sabotage not in still
    ]


def _without(domain: Domain, taken: Level) -> Domain:
    """Return a domain whose samples have the level no more, but where a whole is of this level."""

    def carries(levels: Levels) -> Mapping[str, Sequence[str]]:
        only = dict(domain.carries(levels))
        if taken.factor in domain.carried:
            known = only.get(taken.factor, domain.carried[taken.factor])
            others = [level for level in known if level != taken.level]
            # where none of a sample's own levels is left, the level is that of a whole
            own = set(others).intersection(domain.carried[taken.factor])
            only[taken.factor] = others if own else known
        return only

    return replace(domain, carries=carries)


def _changed(row: Row, domain: Domain, taken: Level) -> Row:
    """Return a row that has another level in the place of the one that is taken."""
    if taken.factor in domain.single:
        if row.levels[taken.factor] != taken.level:
            return row
        return Row(next(filter(domain.possible, _others(row.levels, domain, taken))), row.samples)
    only = domain.carries(row.levels).get(taken.factor, domain.carried[taken.factor])
    left = [level for level in only if level != taken.level]
    if not left:  # a whole of this level, which is a level of another factor
        return row

    def other(sample: Levels) -> Levels:
        return {**sample, taken.factor: left[0]} if sample[taken.factor] == taken.level else sample

    return Row(row.levels, tuple(map(other, row.samples)))


def _others(levels: Levels, domain: Domain, taken: Level) -> Iterator[Levels]:
    """Yield levels without the one that is taken, with none, one, or two others changed as well."""
    changed = [
        {**levels, taken.factor: level}
        for level in domain.single[taken.factor]
        if level != taken.level
    ]
    for _ in range(3):
        yield from changed
        changed = [
            {**other, name: level}
            for other in changed
            for name, known in domain.single.items()
            for level in known
            if name != taken.factor
        ]


@cache
def met(asked: Asked) -> frozenset[Sabotage]:
    """Return the sabotages that the whole domain meets."""
    return _met(asked)


def _met(asked: Asked) -> frozenset[Sabotage]:
    """Return the undeclared sabotages whose conditions hold for some case of seed 0."""
    assignment, exercise, wanted = _sought(asked)
    covering = asked.examples().covering
    assert covering is not None
    calls = [
        {name: _sent(getattr(case, name)) for name in exercise.parameters}
        for case in covering.cases(0)
    ]
    holding = {condition: _holds(condition, calls) for pair in wanted for condition in pair}
    damage = "no refusal" if asked.refused else "0"
    found = [
        Sabotage(assignment.id, exercise.id, conditions, damage, "")
        for conditions in wanted
        if set.intersection(*(holding[condition] for condition in conditions))
    ]
    declared = read_blind_spots(assignment, SOLUTIONS)
    return frozenset(
        sabotage for sabotage in found if not any(spot.covers(sabotage) for spot in declared)
    )


@cache
def _sought(asked: Asked) -> tuple[Assignment, Exercise, list[tuple[Condition, ...]]]:
    """Return the exercise, and the conditions by which an audit sabotages it."""
    assignment, exercise = next(
        (assignment, exercise)
        for assignment in load_catalogue()
        for exercise in assignment.exercises
        if exercise.id == asked.exercise
    )
    possible = sabotages_of(assignment, exercise.id, SOLUTIONS)
    singles = [(condition,) for condition in possible.conditions if not condition.calls]
    pairs = [pair for pair in possible.pairs if not any(condition.calls for condition in pair)]
    return assignment, exercise, [*singles, *pairs]


def _sent(value: object) -> object:
    return torch.from_numpy(value.copy()) if isinstance(value, np.ndarray) else value


def _holds(condition: Condition, calls: Sequence[dict[str, object]]) -> set[int]:
    code = compile(condition.code, condition.words, "eval")
    return {
        number
        for number, arguments in enumerate(calls)
        if bool(eval(code, {"torch": torch}, arguments))
    }


def main() -> None:
    """Take every level out, one at a time; with arguments, those whose text holds them all."""
    unseen = 0
    for taken in levels():
        if all(word in str(taken) for word in sys.argv[1:]):
            shown = sorted(sabotage.words for sabotage in unseen_without(taken))
            words = f"{len(shown)} sabotages, as {shown[0]}" if shown else "nothing shows it"
            if taken in LIKE_OTHERS:
                words += ", which is like others" if not shown else ", so that it is like no others"
            unseen += bool(shown) == (taken in LIKE_OTHERS)
            print(f"{taken}: {words}", flush=True)
    sys.exit(1 if unseen else 0)


if __name__ == "__main__":
    main()
