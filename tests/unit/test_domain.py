"""Every pair of levels of a declared domain is among the made cases, counted from their arrays."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from assignments.course import tables
from assignments.course.candidates import TIMES, candidates, far_candidates
from assignments.course.domain import (
    CANDIDATES,
    DOMAINS,
    ENDS,
    FAR_CANDIDATES,
    GAINS,
    OTHER_PREDICTIONS,
    POINTS,
    RUNS,
    STEPS,
    ZEROS,
)
from assignments.course.gains import _NEARLY, _OTHERS, Gain, gains, other_predictions
from assignments.course.likelihoods import Candidates
from assignments.course.points import ends, points, with_zeros
from assignments.course.run import Run
from assignments.course.runs import runs
from assignments.course.steps import steps, steps_from_zero
from assignments.course.times import ALWAYS, FROM_EPS, Times
from grader.authoring import Domain, Examples, Row, read_rows
from grader.authoring.covering import cover
from grader.authoring.domain import Pair, rows_text
from grader.judging.search import fingerprint

Array = np.ndarray[Any, Any]
#: by factor, which of its levels a case or a sample has; more than one where levels overlap
Measured = dict[str, set[str]]


def _matching(**levels: bool | np.bool_) -> set[str]:
    return {name.strip("_").replace("_", " ") for name, matches in levels.items() if matches}


def _values(x: Array) -> set[str]:
    size = np.abs(x)
    return _matching(
        unit=(size < 8).all() and (x != 0).all(),
        zero=(x == 0).all(),
        negative=(x < 0).all() and (x > -5).all(),
        positive=(x > 0).all() and (x < 5).all(),
        thirty=(size >= 25).all() and (size <= 35).all(),
        far=(x < -150).all() and (x > -250).all(),
        huge=(size >= 5e3).all() and (size <= 1e4).all(),
    )


def _float32(value: float) -> float:
    return float(np.float32(value))


def _time(t: float, low: float, high: float) -> set[str]:
    inside = low < t < high
    decades = {f"1e-{k}" for k in range(3, 8) if 1.9 * 10.0**-k < t < 8.1 * 10.0**-k}
    return decades | _matching(
        uniform=inside,
        low=t == low,
        high=t == high,
        near_low=inside and t <= low + 0.11 * (high - low),
        near_high=inside and t >= high - 0.11 * (high - low),
        just_above_low=inside and t <= low + 1.1e-4,
        just_below_high=inside and t >= high - 1e-3,
        thousandth=t == _float32(1e-3 if low < 1e-3 else 2e-3),
    )


def _order(t: Array, low: float, high: float) -> set[str]:
    return {"drawn"} | _matching(
        rising=t.size > 1 and (np.diff(t) > 0).all(),
        falling=t.size > 1 and (np.diff(t) < 0).all(),
        equal=t.size > 1 and (t == t[0]).all(),
        all_low=t.size > 1 and (t == low).all(),
        all_small=t.size > 1 and ((t > low) & (t <= low + 1.1e-4)).all(),
        all_high=t.size > 1 and (t == high).all(),
        all_near_high=t.size > 1 and ((t < high) & (t >= high - 1e-3)).all(),
    )


def _zeros(t: Array) -> set[str]:
    at = np.flatnonzero(t == 0).tolist()
    return _matching(
        first=at == [0],
        last=at == [t.size - 1],
        middle=len(at) == 1 and 0 < at[0] < t.size - 1,
        two=len(at) == 2 < t.size,
        all=len(at) == t.size,
        rising=at == [0] and t.size > 1 and (np.diff(t) > 0).all(),
        falling=at == [t.size - 1] and t.size > 1 and (np.diff(t) < 0).all(),
    )


def _shape(shape: tuple[int, ...]) -> Measured:
    batch, last, plain = shape[0], shape[-1], len(shape) == 1
    return {
        "axes": {str(len(shape))},
        "batch": _matching(
            _3=batch == 3,
            _1=batch == 1,
            _2=batch == 2,
            square=not plain and batch == last > 1,
            many=batch >= 33,
        ),
        "last": {"none"}
        if plain
        else _matching(_1=last == 1, _2=last == 2, some=5 <= last <= 8, wide=last > 8),
        "alike": _matching(yes=len(shape) > 2 and shape[-2] == last > 1) or {"no"},
    }


def _whole(tensor: Array) -> set[str]:
    constant = (tensor == tensor.flat[0]).all() and (tensor != 0).all()
    return {"mixed"} | _values(tensor) | _matching(constant=constant)


def _of_a_point(point: Any, times: Times) -> tuple[Measured, list[Measured]]:
    low, high = _float32(times.low), _float32(times.high)
    wholes = {"data": _whole(point.x1), "noise": _whole(point.eps)}
    case = _shape(point.x1.shape) | {"order": _order(point.t, low, high)} | wholes
    parts = zip(point.t, point.x1, point.eps, strict=True)
    samples = [
        {"t": _time(t, low, high), "x": _values(x), "eps": _values(eps)} for t, x, eps in parts
    ]
    return case, samples


def _lengths(dt: float) -> set[str]:
    return _matching(usual=0.02 <= dt <= 0.4, small=dt < 0.003, large=dt > 0.5)


def _of_a_step(flow: Any, times: Times) -> tuple[Measured, list[Measured]]:
    low, high = _float32(times.low), _float32(1 - flow.dt)
    case = _shape(flow.x.shape) | {
        "order": _order(flow.t, low, high),
        "data": _whole(flow.x),
        "dt": _lengths(flow.dt),
    }
    return case, [
        {"t": _time(t, low, high), "x": _values(x)} for t, x in zip(flow.t, flow.x, strict=True)
    ]


def _with_zeros(x: Array, t: Array, dt: float | None) -> tuple[Measured, list[Measured]]:
    low, high = _float32(1e-7), _float32(1 - (dt or 0))
    case = _shape(x.shape) | {
        "zeros": _zeros(t),
        "data": _whole(x),
        "dt": set(ZEROS.single["dt"]) if dt is None else _lengths(dt),
    }
    all_zero = {"uniform"} if (t == 0).all() else set()
    return case, [
        {"t": _time(time, low, high) | all_zero, "x": _values(sample)}
        for time, sample in zip(t, x, strict=True)
    ]


def _of_a_refused_point(point: Any, _: Times) -> tuple[Measured, list[Measured]]:
    return _with_zeros(point.x_t, point.t, None)


def _of_a_refused_step(flow: Any, _: Times) -> tuple[Measured, list[Measured]]:
    return _with_zeros(flow.x, flow.t, flow.dt)


def _of_a_run(run: Run, _: Times) -> tuple[Measured, list[Measured]]:
    n, t = run.num_steps, run.t_min
    # only what is not watched is made of rows; whoever begins at 0 has every start
    case: Measured = _shape(run.x.shape) | {
        "data": _whole(run.x),
        "steps": set()
        if run.watched
        else _matching(some=4 <= n <= 7, _1=n == 1, _2=n == 2, _3=n == 3, ten=n in (10, 12, 13)),
        "start": _matching(
            usual=0.02 <= t <= 0.25,
            early=t == 1e-3,
            half=0.25 <= t <= 0.5,
            late=0.55 <= t <= 0.85,
            end=0.991 <= t <= 0.999,
        )
        if run.by_eps
        else set(RUNS.single["start"]),
    }
    return case, [{"x": _values(x)} for x in run.x]


def _of_a_gain(gain: Gain, times: Times) -> tuple[Measured, list[Measured]]:
    size, low, high = gain.t.size, _float32(times.low), _float32(times.high)
    batch = {str(size)} | _matching(some=5 <= size <= 8, many=size >= 33)
    case: Measured = {
        "batch": batch,
        "order": _order(gain.t, low, high),
        "prediction": {str(gain.prediction)},
    }
    return case, [{"t": _time(t, low, high)} for t in gain.t]


def _of_no_prediction(gain: Gain, times: Times) -> tuple[Measured, list[Measured]]:
    case, samples = _of_a_gain(gain, times)
    return case | {"prediction": {_kind_of_string(gain.prediction)}}, samples


def _kind_of_string(text: str | int | None) -> str:
    names = {"u", "eps"}
    if isinstance(text, int):
        return "none"
    assert text not in names
    if text is None or text in ("", "x0", "velocity"):
        return {None: "none", "": "empty"}.get(text) or str(text)
    if text.lower() in names:
        return "capitals"
    if text.strip() in names:
        return "spaces"
    if text in "eps":
        return "part"
    is_longer = any(name in text for name in names) and "'" not in text
    return "longer" if is_longer else "another"


def _data(data: Array) -> set[str]:
    size, kinds = np.abs(data), len(np.unique(data, axis=0))
    near = bool((size < 20).all() and data.any())
    return _matching(
        unit=near and size.max() > 0.02 and kinds == len(data),
        duplicates=near and kinds < len(data),
        alike=near and kinds == 1 < len(data),
        tiny=near and size.max() < 0.02,
        wide=size.max() <= 100 and not near and bool(data.any()),
        negative=near and (data < 0).all(),
        offset=(size > 90).all() and abs(np.sign(data).sum()) == data.size,
        zero=not data.any(),
    )


def _lies(noise: float, away: float, x: Array, exact: float) -> set[str]:
    """Return where a state may be said to lie, by its nearest point's noise and distance."""
    return _matching(
        path=noise < 5,
        on=noise < exact,
        outlier=noise < 8.1,  # the nearest may be another point than the one that it was made of
        far=away > 1,
        between=away < 400,
        off=np.abs(x).max() < 12,
        zero=not x.any(),
    )


def _of_candidates(case: Candidates, times: Times) -> tuple[Measured, list[Measured]]:
    low, high = _float32(times.low), _float32(times.high)
    (points, entries), batch, x, at = case.data.shape, len(case.t), case.x_t, case.likelihoods
    own: Measured = {
        "batch": _matching(
            few=3 <= batch <= 7,
            _1=batch == 1,
            _2=batch == 2,
            as_points=batch == points,
            as_entries=batch == entries,
            many=batch >= 33,
        ),
        "points": _matching(
            few=3 <= points <= 7,
            _1=points == 1,
            _2=points == 2,
            _3=points == 3,
            many=points >= 33,
        ),
        "entries": _matching(_1=entries == 1, _2=entries == 2, _5=entries == 5, wide=entries > 8),
        "order": _order(case.t, low, high),
        "data": _data(case.data),
        "whole": {"mixed"}
        | _matching(
            zero=not x.any(),
            constant=bool(x.any()) and (x == x.flat[0]).all(),
            negative=(x < -10).all(),
        ),
    }
    noises = np.sqrt(-2 * at.logs.max(axis=1))
    left = at.left[:, 0]
    exact = 1e-6 * (1 + np.abs(case.data).max()) / left  # up to a rounding of x_t
    samples = zip(case.t, noises, noises * left, x, exact, strict=True)
    return own, [{"t": _time(t, low, high), "x": _lies(*sample)} for t, *sample in samples]


@dataclass(frozen=True)
class _Covered:
    domain: Domain
    given: Examples[Any]
    measure: Callable[[Any, Times], tuple[Measured, list[Measured]]]
    times: Times = ALWAYS


COVERED = {
    "points": _Covered(POINTS, points(), _of_a_point),
    "ends": _Covered(ENDS, ends(), _of_a_point),
    "points above 0": _Covered(POINTS, points(FROM_EPS), _of_a_point, FROM_EPS),
    "steps": _Covered(STEPS, steps(), _of_a_step),
    "steps above 0": _Covered(STEPS, steps(FROM_EPS), _of_a_step, FROM_EPS),
    "runs": _Covered(RUNS, runs(), _of_a_run),
    "runs from noise": _Covered(RUNS, runs(by_eps=True), _of_a_run),
    "gains": _Covered(GAINS, gains(), _of_a_gain),
    "predictions that are none": _Covered(
        OTHER_PREDICTIONS, other_predictions(), _of_no_prediction
    ),
    "candidates": _Covered(CANDIDATES, candidates(), _of_candidates, TIMES),
    "far candidates": _Covered(FAR_CANDIDATES, far_candidates(), _of_candidates, TIMES),
    "points at 0": _Covered(ZEROS, with_zeros(FROM_EPS), _of_a_refused_point),
    "steps from 0": _Covered(ZEROS, steps_from_zero(FROM_EPS), _of_a_refused_step),
}


def _cases(given: Examples[Any], seed: int) -> list[Any]:
    assert given.covering is not None
    return given.covering.cases(seed)


def _numbers(domain: Domain, measured: Measured) -> list[tuple[int, int]]:
    return [
        (number, domain.levels[number].index(level))
        for number, name in enumerate(domain.names)
        for level in measured.get(name, ())
        if level in domain.levels[number]
    ]


def _pairs(known: _Covered, cases: Sequence[Any]) -> set[Pair]:
    """Return the pairs that these cases have and show, from what their arrays are."""
    found: set[Pair] = set()
    for case in cases:
        if getattr(case, "below", False):
            continue
        own, samples = known.measure(case, known.times)
        for sample in samples:
            levels = own | sample
            pairs = list(itertools.combinations(sorted(_numbers(known.domain, levels)), 2))
            for masking in _maskings(known.domain, levels):
                found.update(pair for pair in pairs if masking <= {factor for factor, _ in pair})
    return found


def _maskings(domain: Domain, measured: Measured) -> list[set[int]]:
    """Return what masks others in a sample of a case of these levels, as its row may say."""
    if "batch" not in measured:
        return [set()]
    alone = "1" in measured["batch"]
    ends = measured.get("t", set()) & {"low", "high"}
    alike = measured.get("order", set()) & {"equal", "all low", "all high"}
    levels = {
        "batch": "1" if alone else "3",
        "t": min(ends, default="uniform"),
        "order": "drawn" if alone else min(alike, default="drawn"),  # one time is no equal ones
        **{name: "zero" for name in ("x", "eps") if "zero" in measured.get(name, ())},
    }
    # a single number is no constant, and of one sample a zero may be a whole or not
    number = alone and bool(measured.get("last", set()) & {"1", "none"})
    constant = set() if number else {"constant"}
    return [
        domain.masked(levels | _wholes(domain, measured, kinds))
        for kinds in ([constant | {"zero"}, constant] if alone else [constant | {"zero"}])
    ]


def _wholes(domain: Domain, measured: Measured, kinds: set[str]) -> dict[str, str]:
    names = measured.keys() & domain.single.keys() & {"data", "noise"}
    return {name: min(measured[name] & kinds, default="mixed") for name in names}


def _missing(known: _Covered, cases: Sequence[Any]) -> Collection[str]:
    return sorted(map(known.domain.told, known.domain.pairs() - _pairs(known, cases)))


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("name", COVERED)
def test_every_pair_of_levels_is_made_at_every_seed(name: str, seed: int) -> None:
    known = COVERED[name]
    assert not _missing(known, _cases(known.given, seed))


@pytest.mark.parametrize("name", COVERED)
def test_the_count_sees_what_one_case_alone_has(name: str) -> None:
    """Most rows of the table are needed for some pair, or the count would count nothing."""
    known = COVERED[name]
    covering = known.given.covering
    assert covering is not None
    made = zip(covering.order(0), covering.cases(0), strict=True)
    cases = [case for row, case in made if covering.simpler(row) is not None]  # made of a row
    wanted = known.domain.pairs()
    found = [_pairs(known, [case]) & wanted for case in cases]
    counts = Counter(pair for pairs in found for pair in pairs)
    lost = [any(counts[pair] == 1 for pair in pairs) for pairs in found]
    assert sum(lost) >= len(lost) / 2


@pytest.mark.parametrize("name", DOMAINS)
def test_a_table_has_every_pair_and_is_read_as_it_was_written(name: str) -> None:
    domain, text = DOMAINS[name], getattr(tables, name)
    rows = read_rows(domain, text)
    assert rows_text(domain, rows) == text.strip()
    assert domain.pairs() <= set().union(*map(domain.pairs_of, rows))


def test_rows_are_found_that_have_every_pair_that_is_possible() -> None:
    domain = Domain(
        single={"size": ("3", "1"), "kind": ("any", "zero")},
        carried={"t": ("0", "1"), "x": ("zero", "one", "two")},
        capacity=lambda levels: int(levels["size"]),
        possible=lambda levels: (levels["size"], levels["kind"]) != ("1", "zero"),
        carries=lambda levels: {"x": ("zero",)} if levels["kind"] == "zero" else {},
    )
    rows = cover(domain)
    assert rows == cover(domain)
    assert set().union(*map(domain.pairs_of, rows)) >= domain.pairs()
    told = set(map(domain.told, domain.pairs()))
    assert "size 1 and x two" in told
    assert "size 1 and kind zero" not in told
    assert "kind zero and x one" not in told
    for row in rows:
        assert len(row.samples) <= int(row.levels["size"])
        if row.levels["kind"] == "zero":
            assert {sample["x"] for sample in row.samples} <= {"zero"}


def test_a_pair_counts_only_where_nothing_beside_it_masks_it() -> None:
    def masks(levels: Mapping[str, str]) -> list[str]:
        return [name for name in ("kind", "t") if levels.get(name) == "zero"]

    domain = Domain(
        single={"size": ("2", "1"), "kind": ("any", "zero"), "axes": ("1", "2")},
        carried={"t": ("any", "zero"), "x": ("any", "far")},
        capacity=lambda levels: int(levels["size"]),
        masks=masks,
    )

    def told(size: str, kind: str, *samples: tuple[str, str]) -> set[str]:
        carried = tuple({"t": t, "x": x} for t, x in samples)
        row = Row({"size": size, "kind": kind, "axes": "2"}, carried)
        return set(map(domain.told, domain.pairs_of(row)))

    assert "size 2 and axes 2" in told("2", "any", ("any", "far"), ("zero", "far"))
    # both samples are masked, or the whole case
    assert "size 2 and axes 2" not in told("2", "any", ("zero", "any"), ("zero", "far"))
    assert "size 2 and axes 2" not in told("2", "zero", ("any", "far"))
    # a sample that is not listed is of the simplest kind
    assert "size 2 and axes 2" in told("2", "any", ("zero", "any"))
    assert told("1", "any", ("zero", "far")) == {
        *("size 1 and t zero", "kind any and t zero", "axes 2 and t zero", "t zero and x far"),
    }
    assert "kind zero and x far" in told("1", "zero", ("any", "far"))
    rows = cover(domain)
    assert set().union(*map(domain.pairs_of, rows)) >= domain.pairs()


@pytest.mark.parametrize("name", ["POINTS", "STEPS"])
def test_pairs_of_shapes_are_asked_where_times_and_entries_differ(name: str) -> None:
    """Else a time along the last axis would pass, wherever that is as long as the batch."""
    domain = DOMAINS[name]
    told = {"axes 3 and batch square", "axes 4 and batch 2", "batch 3 and last wide"}
    rows = read_rows(domain, getattr(tables, name))
    seen = {
        domain.told(pair)
        for row in rows
        if row.levels["order"] in ("drawn", "rising", "falling")
        for pair in domain.pairs_of(row)
    }
    assert told <= seen
    equal = [row for row in rows if row.levels["order"] == "equal"]
    assert equal
    assert not told & {domain.told(pair) for row in equal for pair in domain.pairs_of(row)}


@pytest.mark.parametrize("seed", range(4))
def test_small_times_have_cases_of_their_own(seed: int) -> None:
    for given, times in ((points(FROM_EPS), 2), (steps(FROM_EPS), 1)):
        small = [case.t[case.t < 1e-3] for case in _cases(given, seed) if case.below]
        decades = [{int(np.floor(np.log10(time))) for time in t} for t in small]
        assert sorted(map(min, decades)) == sorted(times * [-7, -7, -6, -5, -4])
        assert all(len(found) == 1 for found in decades)
        others = [case.t.min() for case in _cases(given, seed) if not case.below]
        assert min(others) == np.float32(1e-3)


@pytest.mark.parametrize("seed", range(4))
def test_no_step_leads_past_one(seed: int) -> None:
    for given in (steps(), steps(FROM_EPS)):
        flows = [flow for flow in _cases(given, seed) if not flow.below]
        ends = [float(flow.t.max()) + flow.dt for flow in flows]
        assert max(ends) == 1
        assert all(flow.dt > 0 for flow in flows)


@pytest.mark.parametrize("seed", range(4))
def test_zeros_are_refused_in_every_pattern(seed: int) -> None:
    for given in (with_zeros(FROM_EPS), steps_from_zero(FROM_EPS)):
        times = [(case.x_t.ndim, case.t == 0) for case in _cases(given, seed)]
        assert {axes for axes, _ in times} == {1, 2, 3, 4, 5, 6}
        zeros = [at for _, at in times]
        assert all(at.any() for at in zeros)
        sizes = {at.size for at in zeros}
        assert sizes >= {1, 2}
        assert any(3 <= size <= 7 for size in sizes)
        assert max(sizes) >= 33
        several = [at for at in zeros if at.size > 2]
        assert any(at[0] and at.sum() == 1 for at in several)
        assert any(at[-1] and at.sum() == 1 for at in several)
        assert any(at[1:-1].any() and at.sum() == 1 for at in several)
        assert any(at.sum() == 2 for at in several)
        assert any(at.all() for at in several)
        assert any(at.all() for at in zeros if at.size == 2)


@pytest.mark.parametrize("seed", range(4))
def test_zeros_are_refused_whatever_else_the_batch_holds(seed: int) -> None:
    for given in (with_zeros(FROM_EPS), steps_from_zero(FROM_EPS)):
        cases = _cases(given, seed)
        others = [case.t[case.t > 0] for case in cases]
        assert any((t < 1e-3).any() for t in others)
        assert any(t.size and t.min() >= 1e-3 for t in others)
    at_zero = [
        (case.x_t[case.t == 0] == case.eps[case.t == 0])
        for case in _cases(with_zeros(FROM_EPS), seed)
    ]
    assert {bool(same.all()) for same in at_zero} == {True, False}
    steps_at_zero = [
        (case.velocity == case.x)[case.t == 0].all()
        for case in _cases(steps_from_zero(FROM_EPS), seed)
    ]
    assert set(map(bool, steps_at_zero)) == {True, False}


def test_predictions_that_are_none_are_all_others() -> None:
    asked = {gain.prediction for gain in _cases(other_predictions(), 0)}
    listed = {string for strings in _OTHERS.values() for string in strings}
    assert listed < asked
    assert not asked & {"u", "eps"}
    drawn = [text for text in asked - listed if isinstance(text, str)]
    forms = [re.escape(form).replace(r"\?", ".") for form in _NEARLY]
    assert all(any(re.fullmatch(form, text) for text in drawn) for form in forms)


def test_rows_are_the_same_at_every_seed_and_their_order_and_values_are_not() -> None:
    covering = points().covering
    assert covering is not None
    first, second = (covering.order(seed) for seed in (1, 2))
    assert sorted(first) == sorted(second) == list(range(covering.number))
    assert first != second
    shown = [str([case.t for case in covering.cases(seed)]) for seed in (1, 1, 2)]
    assert shown[0] == shown[1] != shown[2]


def test_some_cases_are_others_at_each_seed() -> None:
    covering = points().some(5).covering
    assert covering is not None
    assert len(covering.cases(1)) == 5
    assert covering.order(1) != covering.order(2)


@pytest.mark.parametrize(
    ("given", "arguments"),
    [
        (points(), ("x1", "eps", "t")),
        (points(FROM_EPS), ("x1", "eps", "t")),
        (ends(), ("x1", "eps")),
        (steps(), ("field", "x", "t", "dt")),
        (steps(FROM_EPS), ("field", "x", "t", "dt")),
        (runs(), ("field", "x", "num_steps")),
        (runs(by_eps=True), ("field", "x", "num_steps", "t_min")),
        (candidates(), ("x_t", "t", "data")),
    ],
)
def test_each_argument_alone_is_another_in_two_calls(
    given: Examples[Any], arguments: tuple[str, ...]
) -> None:
    """What is kept by the others alone is not right in the second."""
    cases = [
        {name: fingerprint(getattr(case, name)) for name in arguments} for case in _cases(given, 0)
    ]
    for name in arguments:
        assert any(
            all((first[other] == second[other]) == (other != name) for other in arguments)
            for first, second in itertools.combinations(cases, 2)
        ), name
