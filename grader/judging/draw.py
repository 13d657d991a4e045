"""Draws the examples that a plain Hypothesis run of a check would try, once for all submissions."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from weakref import WeakKeyDictionary

import hypothesis
import numpy as np
from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis.control import current_build_context
from hypothesis.internal.conjecture.providers import Constants, HypothesisProvider  # type: ignore[attr-defined]

from grader.authoring.slips import slip_of
from grader.errors import AuthoringError
from grader.judging.cases import DrawnCase, Solution
from grader.judging.fields import field_names
from grader.model import Check

# Hypothesis sprinkles in constants that it finds in the source of whatever modules are loaded. That
# would make a grade depend on who started the grader; there is no setting to turn it off.
_NO_CONSTANTS = Constants()
HypothesisProvider._local_constants = property(lambda _: _NO_CONSTANTS)  # type: ignore[assignment, method-assign]


@dataclass(frozen=True)
class DrawnCheck:
    """A check with all its cases; `seed` is what they were drawn with.

    `rows` says of which of them which row of the check's covering it was made of, by their keys.
    """

    check: Check
    seed: int
    cases: tuple[DrawnCase, ...]
    rows: Mapping[int, int]

    @cached_property
    def once_more(self) -> DrawnCheck:
        """The same check drawn with another seed, which follows from this one."""
        return draw(self.check, derived_seed(self.seed, "once more"))


def run_hypothesis(
    name: str,
    strategy: Any,
    seed: int,
    max_examples: int,
    try_example: Callable[[Any], None],
    shrink: bool,
) -> None:
    """Run Hypothesis for the check called `name`, reproducibly: same seed and answers, same run.

    What `try_example` raises on the smallest failing example is raised from here.

    Raises:
        AuthoringError: the strategy itself raised.
    """
    raised: list[BaseException] = []
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
        try:
            try_example(example)
        except BaseException as error:
            raised[:] = [error]
            raise

    # there is no database: a key for one, made of this function's source, would take a tenth of all
    property_holds._hypothesis_internal_database_key = None
    try:
        property_holds()
    except Exception as error:
        if error in raised:
            raise
        raise AuthoringError(f"{slip_of(error)}, while cases of {name} are drawn") from error


def derived_seed(seed: int, name: str) -> int:
    """Return a seed of its own for `name`, so that checks do not share their randomness.

    It has 128 bits where `seed` comes from a secret, and 64 where it was given as a number.
    """
    size = 16 if seed >= 1 << 64 else 8
    return int.from_bytes(hashlib.sha256(f"{seed}:{name}".encode()).digest()[:size], "little")


_next_key = iter(range(1, 1 << 40))


def next_key() -> int:
    """Return a number that no case of this process has had, to name its generators by."""
    return next(_next_key)


def draw(check: Check, seed: int, solution: Solution | None = None) -> DrawnCheck:
    """Return every case of every example that a passing Hypothesis run tries, shuffled.

    Shuffled, with those of the covering, since a submission can count its calls: no case is the
    first, or the tenth, by its kind. Cases of the same shapes come in twos, since a submission can
    keep what it made of its last call. But the first is one of the small ones: it is shown where
    the submission ends in it. Of these it is one whose shapes come again, since a submission can
    keep its first call. `seed` is that of the whole run; a hidden check asks the `solution` too.

    Raises:
        AuthoringError: the check's strategy raised, or yields no tuples.
    """
    own = derived_seed(seed, check.id)
    found = _examples(check, own)
    made, order = _covering(check, own)
    cases = [DrawnCase(check, case, next_key(), solution) for case in (*found, *made)]
    rows = {cases[len(found) + place].key: row for place, row in enumerate(order)}
    np.random.default_rng([own, len(cases)]).shuffle(cases)
    cases = _in_twos(cases)
    if cases:
        sizes = [_entries(drawn.case) for drawn in cases]
        few = sorted(sizes)[len(cases) // 4]
        small = [place for place, size in enumerate(sizes) if size <= few]
        shapes = [_shapes(cases[place]) for place in small]
        again = [place for place, own in zip(small, shapes, strict=True) if shapes.count(own) > 1]
        cases.insert(0, cases.pop((again or small)[0]))
    return DrawnCheck(check, own, tuple(cases), rows)


#: by check, the one example that is tried at every seed, where all that is asked for is one
_simplest: WeakKeyDictionary[Check, tuple[Any, ...]] = WeakKeyDictionary()


def _examples(check: Check, seed: int) -> tuple[Any, ...]:
    """Return the cases of every example that Hypothesis tries.

    It begins with the simplest one, in which nothing is random. Where that is all, it is kept.
    """
    if check in _simplest:
        return _simplest[check]
    found: list[Any] = []
    simplest: list[bool] = []

    def collect(example: Any) -> None:
        if not isinstance(example, tuple):
            what = f"{check.id}: its strategy yields {type(example).__name__}"
            raise AuthoringError(f"{what}, where a tuple of cases is expected: use st.tuples(...)")
        found.extend(example)
        simplest.append(_is_simplest())

    run_hypothesis(check.id, check.given, seed, check.examples, collect, shrink=False)
    if check.examples == 1 and simplest == [True]:
        _simplest[check] = tuple(found)
    return tuple(found)


def _is_simplest() -> bool:
    """Whether the example that Hypothesis tries now is the simplest, which is so at any seed."""
    prefix: Sequence[Any] = getattr(current_build_context().data, "prefix", ())
    return len(prefix) == 1 and getattr(prefix[0], "type", None) == "simplest"


def _in_twos(cases: Sequence[DrawnCase]) -> list[DrawnCase]:
    """Return the cases in their order, each second one of some shapes after the first."""
    places: dict[tuple[tuple[int, ...], ...], int] = {}
    found: list[list[DrawnCase]] = []
    for drawn in cases:
        shapes = _shapes(drawn)
        if shapes in places:
            found[places.pop(shapes)].append(drawn)
        else:
            places[shapes] = len(found)
            found.append([drawn])
    return [drawn for some in found for drawn in some]


def _shapes(drawn: DrawnCase) -> tuple[tuple[int, ...], ...]:
    return tuple(array.shape for array in _arrays(drawn.case))


def _entries(case: Any) -> int:
    """Count the entries of all arrays in a case."""
    return sum(array.size for array in _arrays(case))


def _arrays(case: Any) -> Iterator[np.ndarray[Any, Any]]:
    """Yield all arrays in a case."""
    if isinstance(case, np.ndarray):
        yield case
        return
    kind: Any = type(case)
    inner = case if isinstance(case, tuple) else [getattr(case, name) for name in _names_of(kind)]
    for part in inner:
        yield from _arrays(part)


@cache
def _names_of(kind: type[Any]) -> tuple[str, ...]:
    return field_names(kind) if dataclasses.is_dataclass(kind) else ()


def _covering(check: Check, seed: int) -> tuple[list[Any], list[int]]:
    """Return the cases of a check's covering, and of which of its rows they are.

    Raises:
        AuthoringError: what makes them raised.
    """
    if check.covering is None:
        return [], []
    try:
        return check.covering.cases(seed), check.covering.order(seed)
    except Exception as error:
        raise AuthoringError(f"{slip_of(error)}, while cases of {check.id} are made") from error
