"""Drawing once, replaying and searching give what a plain Hypothesis run gives."""

from __future__ import annotations

import json
import sys
import types
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from grader.host.proxy import Failure, RecordedCall, Student, StudentError
from grader.host.values import PreparedCall
from grader.host.workers import Workers, start
from grader.judging.cases import Attempt
from grader.judging.counterexample import show
from grader.judging.draw import derived_seed, draw, run_hypothesis
from grader.judging.grading_run import GradingRun
from grader.judging.search import fingerprint, search
from grader.judging.session import Session
from grader.limits import MAX_SMALL_CASES, Limits
from grader.model import Assignment, Check, Kind
from grader.reports.json_report import to_dict
from grader.results import GradeReport
from grader.submission import read_submission
from tests.unit.support import Grade, check_named, exercise, module_of, write, wrong


def plain_settings(examples: int, shrink: bool) -> settings:
    return settings(
        max_examples=examples,
        phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
    )


def plain_run(strategy: Any, seed: int, examples: int, body: Callable[[Any], None]) -> None:
    """Run Hypothesis as anyone would, without this kit's engine."""

    @hypothesis.seed(seed)
    @plain_settings(examples, shrink=True)
    @hypothesis.given(strategy)
    def holds(example: Any) -> None:
        body(example)

    holds()


CHECKS = [
    ("01", "interpolate.lies_on_the_line"),
    ("01", "noising_batch.draws_from_the_generator"),
    ("02", "x1_from_eps.recovers_x1_from_noise"),
    ("02", "x1_error_gain.multiplies_the_error"),
    ("03", "euler_sample.takes_equal_steps"),
    ("03", "generate.takes_euler_steps"),
]


@pytest.mark.parametrize("seed", [0, 5])
@pytest.mark.parametrize(("assignment", "identity"), CHECKS)
def test_the_drawn_cases_are_those_of_a_plain_passing_run(
    assignment: str, identity: str, seed: int, grader: GradingRun
) -> None:
    check = check_named(grader, assignment, identity)
    tried: list[Any] = []
    plain_run(check.given, derived_seed(seed, check.id), check.examples, tried.extend)
    if check.covering is not None:
        tried += check.covering.cases(derived_seed(seed, check.id))
    shuffled = draw(check, seed).cases
    drawn = [example.case for example in sorted(shuffled, key=lambda example: example.key)]
    assert list(map(fingerprint, drawn)) == list(map(fingerprint, tried))
    assert len(drawn) >= check.examples


def test_a_covering_is_shuffled_with_the_small_cases(grader: GradingRun) -> None:
    check = check_named(grader, "01", "interpolate.lies_on_the_line")
    firsts = set()
    for seed in range(8):
        keys = [example.key for example in draw(check, seed).cases]
        firsts.add(keys[0] - min(keys))
    assert len(firsts) > 4, "a submission that counts its calls knows which case comes first"


class _DoesNotHold(Exception):
    pass


def plain_smallest(check: Check, seed: int, session: Session) -> tuple[Any, Exception | None]:
    """Return the smallest failing case by direct calls, one at a time, and what was raised."""
    found: list[tuple[Any, Exception]] = []

    def resolve(call: PreparedCall) -> RecordedCall:
        return session.call(call)

    def attempt(case: Any) -> None:
        try:
            check.body(Student([], 1 << 30, check.functions, resolve), case)
        except (Failure, StudentError) as problem:
            found.append((case, problem))
            raise _DoesNotHold from None

    def attempt_all(example: tuple[Any, ...]) -> None:
        for case in example:
            attempt(case)

    seed = derived_seed(seed, check.id)
    try:
        if check.small is not None:
            plain_run(check.small, seed, MAX_SMALL_CASES, attempt)
        plain_run(check.given, seed, check.examples, attempt_all)
        if check.covering is not None:
            simpler = simpler_than_the_first_failing(check, seed, attempt)
            if simpler is not None:
                plain_run(simpler, seed, MAX_SMALL_CASES, attempt)
    except _DoesNotHold:
        pass
    return found[-1] if found else (None, None)


def simpler_than_the_first_failing(
    check: Check, seed: int, attempt: Callable[[Any], None]
) -> st.SearchStrategy[Any] | None:
    """Return the strategy of what is simpler than the first case of the covering that fails."""
    cases, order = check.covering.cases(seed), check.covering.order(seed)
    for case, row in zip(cases, order, strict=True):
        try:
            attempt(case)
        except _DoesNotHold:
            found: st.SearchStrategy[Any] | None = check.covering.simpler(row)
            return found
    return None


@pytest.fixture
def session_of(
    catalogue: list[Assignment], grader: GradingRun, workers: Workers, tmp_path: Path
) -> Iterator[Callable[[str, str], Session]]:
    opened: list[Session] = []

    def open_session(text: str, number: str) -> Session:
        assignment = next(candidate for candidate in catalogue if candidate.number == number)
        folder = write(tmp_path, text, module_of(number))
        submission = read_submission(folder, [assignment], chosen=False)
        opened.append(Session(workers, assignment, submission, Limits()))
        return opened[-1]

    yield open_session
    for session in opened:
        session.close()


WRONG = {
    "slide formula": (
        "02",
        "x1_from_eps.recovers_x1_from_noise",
        "def x1_from_eps(x_t, eps, t):\n    t = over_trailing(t, x_t)\n"
        "    return (x_t + (1 - t) * eps) / t",
    ),
    "time not reshaped": (
        "01",
        "interpolate.lies_on_the_line",
        "def interpolate(x1, eps, t):\n    return (1 - t) * eps + t * x1",
    ),
    "wrong for images only": (
        "01",
        "velocity.leads_from_noise_to_data",
        "def velocity(x1, eps):\n    return x1 - eps + (x1.ndim > 3)",
    ),
    "wrong near t = 0 only, so in sweeps only": (
        "02",
        "x1_from_eps.recovers_x1_from_noise",
        "def x1_from_eps(x_t, eps, t):\n    t = over_trailing(t, x_t).clamp(min=1.5e-3)\n"
        "    return (x_t - (1 - t) * eps) / t",
    ),
    "wrong for large batches only, never small": (
        "02",
        "x1_from_u.recovers_x1",
        "def x1_from_u(x_t, u, t):\n"
        "    return x_t + (1 - over_trailing(t, x_t)) * u * (1 + (len(x_t) > 3))",
    ),
    "raises": (
        "02",
        "x1_from_u.recovers_x1",
        "def x1_from_u(x_t, u, t):\n    if x_t.ndim > 1:\n        raise RuntimeError('no')\n"
        "    return x_t + (1 - t) * u",
    ),
    "in place": (
        "01",
        "velocity.leads_from_noise_to_data",
        "def velocity(x1, eps):\n    x1 -= eps\n    return x1",
    ),
    "wrong grid": (
        "03",
        "euler_sample.takes_equal_steps",
        "def euler_sample(u_theta, x0, num_steps):\n    x = x0\n"
        "    for t in torch.linspace(0, 1, num_steps):\n"
        "        x = x + u_theta(x, t.expand(len(x))) / num_steps\n    return x",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_verdict_and_counterexample_are_those_of_a_plain_run(
    name: str,
    public_grader: GradingRun,
    grade: Grade,
    session_of: Callable[[str, str], Session],
) -> None:
    number, identity, code = WRONG[name]
    check = check_named(public_grader, number, identity)
    text = wrong(module_of(number), code)
    report = grade(text, number, by=public_grader)
    result = next(check for check in report.checks if check.id == identity)

    case, problem = plain_smallest(check, 0, session_of(text, number))
    assert problem is not None, "a plain run finds nothing"
    assert result.verdict.value == ("failed" if isinstance(problem, Failure) else "error")
    assert result.counterexample is not None
    seen = PreparedCallOf(check, case)
    assert list(result.counterexample.inputs.values()) == [
        show(argument) for argument in seen.arguments
    ]
    if isinstance(problem, Failure):
        expected = None if problem.expected is None else show(problem.expected)
        assert result.counterexample.expected == expected
        got = None if problem.actual is None else show(problem.actual)
        assert got is None or result.counterexample.actual == got


def PreparedCallOf(check: Check, case: Any) -> PreparedCall:  # noqa: N802 - reads as a class
    """Return the first call that a check's body makes."""
    calls: list[PreparedCall] = []

    class Stop(BaseException):
        pass

    def resolve(call: PreparedCall) -> RecordedCall:
        calls.append(call)
        raise Stop

    with pytest.raises(Stop):
        check.body(Student([], 1, check.functions, resolve), case)
    return calls[0]


def test_a_right_submission_passes_a_plain_run_too(
    public_grader: GradingRun, session_of: Callable[[str, str], Session]
) -> None:
    check = check_named(public_grader, "02", "x1_from_u.recovers_x1")
    assert plain_smallest(check, 0, session_of(wrong("recovery", ""), "02")) == (None, None)


def test_cases_do_not_depend_on_the_modules_that_are_loaded(
    grader: GradingRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hypothesis would mix in the constants of whatever local module it finds."""

    def numbers() -> list[int]:
        found: list[int] = []
        wide = st.integers(-(10**15), 10**15)
        run_hypothesis("test", st.tuples(wide, wide), 7, 300, found.extend, shrink=False)
        return found

    before = numbers()
    constants = list(range(770_000_000, 770_000_400))
    source = tmp_path / "full_of_constants.py"
    source.write_text(f"VALUES = {constants}\n")
    module = types.ModuleType("full_of_constants")
    module.__file__ = str(source)
    monkeypatch.setitem(sys.modules, "full_of_constants", module)
    from hypothesis.internal.conjecture import providers

    for cached in ("_local_modules", "_sys_modules_len"):
        if hasattr(providers, cached):
            monkeypatch.setattr(providers, cached, type(getattr(providers, cached))())
    assert numbers() == before
    assert not {*constants} & {*before}


def test_the_patch_against_constants_still_meets_its_target() -> None:
    """A new Hypothesis may rename what `draw` patches, and then the patch would do nothing."""
    from hypothesis.internal.conjecture.providers import HypothesisProvider

    patched = HypothesisProvider.__dict__["_local_constants"]
    assert isinstance(patched, property)
    assert patched.fget is not None
    found = patched.fget(None)  # Hypothesis' own looks at its instance, which is None here
    assert found == type(found)()


def _without_seconds(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_seconds(v) for k, v in value.items() if k != "seconds"}
    if isinstance(value, list):
        return [_without_seconds(inner) for inner in value]
    return value


def _json(grade: Grade, text: str, number: str, by: GradingRun) -> str:
    data = to_dict(grade(text, number, by))
    del data["submission"]["name"]
    return json.dumps(_without_seconds(data))


MIXED = """
def x1_from_u(x_t, u, t):
    return x_t + t * u


def x1_error_gain(t, prediction):
    raise KeyError(prediction)
"""


def test_the_same_seed_gives_the_same_report(grade: Grade, grader: GradingRun) -> None:
    text = wrong("recovery", MIXED)
    assert len({_json(grade, text, "02", grader) for _ in range(3)}) == 1


def test_drawing_anew_gives_the_same_report(
    grade: Grade, grader: GradingRun, workers: Workers
) -> None:
    text = wrong("recovery", MIXED)
    with GradingRun(grader.assignments, workers) as anew:
        assert _json(grade, text, "02", grader) == _json(grade, text, "02", anew)


def test_another_seed_tries_other_cases(grader: GradingRun) -> None:
    check = check_named(grader, "02", "x1_from_u.recovers_x1")
    drawn = [
        str([fingerprint(example.case) for example in draw(check, seed).cases]) for seed in range(4)
    ]
    assert len(set(drawn)) == 4


def test_checks_do_not_share_their_randomness() -> None:
    assert derived_seed(0, "a") != derived_seed(0, "b")
    assert derived_seed(0, "a") != derived_seed(1, "a")
    assert derived_seed(0, "a") == derived_seed(0, "a")


RANDOM = """
import random

import numpy as np


def x1_from_u(x_t, u, t):
    return x_t + random.random()


def x1_from_eps(x_t, eps, t):
    return x_t + float(np.random.rand()) + float(torch.rand(()))


def x1_error_gain(t, prediction):
    raise RuntimeError({"one", "two", "three", "four", "five"})
"""


def test_a_submission_with_randomness_of_its_own_gets_the_same_report_in_a_new_process(
    grade: Grade, grader: GradingRun, catalogue: list[Assignment]
) -> None:
    """Global generators and the order of sets must not depend on the process."""
    text = wrong("recovery", RANDOM)
    recovery = [assignment for assignment in catalogue if assignment.number == "02"]
    reports = []
    for _ in range(2):
        with start() as workers, GradingRun(recovery, workers) as fresh:
            reports.append(to_dict(grade(text, "02", fresh))["assignments"])
    first, again = reports
    assert _without_seconds(first) == _without_seconds(again)


def test_regrading_with_one_zygote_repeats_a_submissions_randomness(
    grade: Grade, grader: GradingRun
) -> None:
    text = wrong("recovery", RANDOM)
    assert _json(grade, text, "02", grader) == _json(grade, text, "02", grader)


class CountingSession:
    """Stands for a submission that answers with the sum of what it is given."""

    def __init__(self) -> None:
        self.calls = 0

    def call(self, call: PreparedCall) -> RecordedCall:
        self.calls += 1
        return RecordedCall(call, float(np.sum(call.arguments[0])), None, ())


def test_the_search_has_a_budget_of_calls_and_returns_the_best_by_then() -> None:
    """It is a count and no clock, so that a counterexample is the same on every machine."""

    def body(student: Student, case: tuple[int, ...]) -> None:
        if student.total(np.array(case, np.float64)) > 1000:
            raise Failure("too large")

    numbers = st.lists(st.integers(0, 10**6), min_size=20).map(tuple)
    check = Check(
        "f.total",
        "f",
        "claim",
        1,
        Kind.PROPERTY,
        body,
        st.tuples(numbers),
        200,
        small=numbers,
        functions=("total",),
    )
    drawn = draw(check, 0)
    failing = Attempt(drawn.cases[1], problem=Failure("too large"), settled=True)
    session = CountingSession()
    found, tried = search(drawn, [failing], session, most=20)  # type: ignore[arg-type]
    assert session.calls == 20
    assert len(tried) == 21
    assert isinstance(found.problem, Failure)
    assert 1000 < sum(found.drawn.case) < sum(drawn.cases[1].case)


def test_a_body_that_breaks_on_its_own_is_the_graders_fault(
    grade: Grade, catalogue: list[Assignment], workers: Workers
) -> None:
    def broken(student: Any, case: Any) -> None:
        student.x1_from_u(case.x_t, case.u, case.t)
        raise ZeroDivisionError("a bug of the instructor")

    recovery = next(assignment for assignment in catalogue if assignment.number == "02")
    first = recovery.exercises[0]
    checks = (replace(first.checks[0], body=broken), *first.checks[1:])
    changed = replace(recovery, exercises=(replace(first, checks=checks), *recovery.exercises[1:]))
    report = grade(wrong("recovery", ""), "02", GradingRun([changed], workers, public=True))
    told = exercise(report, "x1_from_u").checks[0]
    assert told.verdict.value == "grader_error"
    assert told.message == "x1_from_u.recovers_x1: ZeroDivisionError: a bug of the instructor"
    assert exercise(report, "x1_from_eps").verdict.value == "passed"


def lost(report: GradeReport) -> list[str]:
    exercises = [exercise for assignment in report.assignments for exercise in assignment.exercises]
    return [exercise.id for exercise in exercises if exercise.score < exercise.max_score]


def test_explain_off_gives_the_same_verdicts_and_no_account(
    grade: Grade, workers: Workers, grader: GradingRun, catalogue: list[Assignment]
) -> None:
    text = wrong("recovery", MIXED)
    terse = GradingRun(catalogue, workers, explain=False, public=True)
    full = GradingRun(catalogue, workers, public=True)
    brief, long = grade(text, "02", terse), grade(text, "02", full)
    assert lost(brief) == lost(long) != []
    assert brief.score <= long.score
    assert len(brief.checks) == len(long.checks)
    assert all(check.counterexample is None for check in brief.checks)
    assert all(check.diagnosis is None for check in brief.checks)


def test_what_cannot_change_a_verdict_is_left_unjudged_where_nothing_is_explained(
    grade: Grade, workers: Workers, catalogue: list[Assignment]
) -> None:
    rare = """
_right = x1_from_u


def x1_from_u(x_t, u, t):
    return u if len(x_t) == 1 and x_t.shape[-1] >= 5 else _right(x_t, u, t)
"""
    with GradingRun(catalogue, workers, explain=False) as terse:
        report = grade(wrong("recovery", "def x1_from_u(x_t, u, t):\n    return u"), "02", terse)
        public, hidden = exercise(report, "x1_from_u").checks
        assert (public.verdict.value, public.score) == ("failed", 0)
        assert hidden.verdict.value in ("failed", "blocked")
        assert lost(report) == ["x1_from_u"]
        assert lost(grade(wrong("recovery", rare), "02", terse)) == ["x1_from_u"]
