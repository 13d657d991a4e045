"""Draws the examples that a plain Hypothesis run of a check would try, once for all submissions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis.internal.conjecture.providers import Constants, HypothesisProvider  # type: ignore[attr-defined]

from grader.judging.cases import DrawnCase, Solution
from grader.model import Check

# Hypothesis sprinkles in constants that it finds in the source of whatever modules are loaded. That
# would make a grade depend on who started the grader; there is no setting to turn it off.
_NO_CONSTANTS = Constants()
HypothesisProvider._local_constants = property(lambda _: _NO_CONSTANTS)  # type: ignore[assignment, method-assign]


@dataclass(frozen=True)
class DrawnCheck:
    """A check with all its cases; `seed` is what they were drawn with."""

    check: Check
    seed: int
    cases: tuple[DrawnCase, ...]


def run_hypothesis(
    strategy: Any,
    seed: int,
    max_examples: int,
    try_example: Callable[[Any], None],
    shrink: bool,
) -> None:
    """Run Hypothesis reproducibly: same strategy, seed and answers, same run.

    What `try_example` raises on the smallest failing example is raised from here.
    """
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)

    @hypothesis.seed(seed)
    @settings(
        max_examples=max_examples,
        phases=phases,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        print_blob=False,
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(strategy)
    def property_holds(example: Any) -> None:
        try_example(example)

    property_holds()


def derived_seed(seed: int, name: str) -> int:
    """Return a seed of its own for `name`, so that checks do not share their randomness."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{name}".encode()).digest()[:8], "little")


_next_key = iter(range(1, 1 << 40))


def next_key() -> int:
    """Return a number that no case of this process has had, to name its generators by."""
    return next(_next_key)


def draw(check: Check, seed: int, solution: Solution | None = None) -> DrawnCheck:
    """Return every case of every example that a passing Hypothesis run tries, in order.

    The cases that are always tried come last, since the first drawn one is the simplest. `seed` is
    that of the whole run; a hidden check asks the `solution` as well.
    """
    found: list[Any] = []
    own = derived_seed(seed, check.id)
    run_hypothesis(check.given, own, check.examples, found.extend, shrink=False)
    cases = (DrawnCase(check, case, next_key(), solution) for case in (*found, *check.always))
    return DrawnCheck(check, own, tuple(cases))
