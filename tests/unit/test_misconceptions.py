"""A misconception is recognised where it explains everything recorded, and only there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assignments.course.flows import WaveField
from assignments.course.wrong_times import answers_at_zero, divisors, time_shapes
from grader.authoring.ideas import Misconceptions
from grader.authoring.reproduction import Reproduction, reproduces
from grader.authoring.symptoms import draws_from_a_global_generator, returns_float64
from grader.errors import AuthoringError
from grader.host.proxy import RecordedCall, WrongValue
from grader.host.values import Array, Evaluation, Model, prepare
from grader.judging.diagnosis import Diagnoses, Evidence, Records
from grader.model import Assignment, Exercise, Misconception
from grader.wire.messages import GlobalUse, Modified, Raised

F32 = np.float32
X = np.array([[1.0, 2.0], [3.0, -1.0]], F32)
U = np.array([[0.5, 1.0], [2.0, 4.0]], F32)
T = np.array([0.25, 0.5], F32)


def record(value: Any, *arguments: Any, raised: Raised | None = None) -> RecordedCall:
    return RecordedCall(prepare("f", arguments, 0), value, raised, ())


def error(name: str = "RuntimeError", placeholder: str | None = None, text: str = "text") -> Raised:
    return Raised((name, "Exception"), text, (), placeholder=placeholder)


def assignment_of(known: Misconceptions, *names: str) -> Assignment:
    exercises = tuple(Exercise(name, ("x",), "hint", ()) for name in names)
    return Assignment("01_a", "title", "module", Path(), exercises, tuple(known.found))


def diagnose(
    assignment: Assignment, exercise: str, records: Records, others: Mapping[str, Records]
) -> Misconception | None:
    """Diagnose a check whose last call is shown, which is the only one that fails."""
    evidence = Evidence(exercise, records, records[-1:], records, others)
    diagnoses = Diagnoses(assignment)
    found = (
        diagnoses.tolerated(exercise, records, others)
        or diagnoses.reproduced(evidence)
        or diagnoses.seen(evidence)
    )
    assert not diagnoses.raised
    return found


def diagnosed(known: Misconceptions, records: Records) -> str | None:
    found = diagnose(assignment_of(known, "f"), "f", records, {})
    return found.id if found else None


def recogniser(known: Misconceptions, exercise: str = "f") -> Any:
    return known.found[-1].recognises[exercise]


def test_a_formula_gets_float64_and_what_is_to_be_broadcast_as_was_said() -> None:
    known = Misconceptions({"t": lambda t, like: t.reshape(t.shape + (1,) * (like.ndim - 1))})
    seen: list[tuple[Any, ...]] = []

    @known.formula("f", hint="hint")
    def idea(x: Array, u: Array, t: Array) -> Array:
        """What the student reads,
        on one line."""
        seen.append((x.dtype, t.shape, t.dtype))
        return x + t * u

    assert recogniser(known)([record((X + T[:, None] * U).astype(F32), X, U, T)])
    assert seen == [(np.float64, (2, 1), np.float64)]
    found = known.found[0]
    assert (found.id, found.hint) == ("idea", "hint")
    assert found.message == "What the student reads, on one line."


def test_a_trailing_default_holds_a_constant_of_the_idea() -> None:
    known = Misconceptions()
    known.formula("f", identity="a", message="m")(lambda x, u, t, least=0.3: x + least * u)
    assert recogniser(known)([record((X + F32(0.3) * U).astype(F32), X, U, T)])


def test_code_gets_t_as_it_comes() -> None:
    known = Misconceptions()
    known.code("f", identity="a", message="m")(lambda x, u, t: x + t * u)
    assert recogniser(known)([record(X + T * U, X, U, T)])
    assert not recogniser(known)([record(X + T[:, None] * U, X, U, T)])


def test_every_record_must_be_explained() -> None:
    explains = reproduces(lambda x: 2 * x)
    assert explains([record(2 * X, X), record(2 * U, U)])
    assert not explains([record(2 * X, X), record(U, U)])
    assert not explains([])


@pytest.mark.parametrize(
    "value", [2 * X[:1], (2 * X).reshape(-1), 2.0, None, (2 * X,), 2 * X + F32(1e-3)]
)
def test_another_shape_kind_or_value_is_not_explained(value: Any) -> None:
    assert not reproduces(lambda x: 2 * x)([record(value, X)])


def test_rounding_is_no_difference() -> None:
    assert reproduces(lambda x: 2 * x)([record(2 * X * F32(1 + 2e-7), X)])


def test_a_biased_answer_with_large_terms_is_explained_up_to_float32s_rounding() -> None:
    """At t = 1e-3 the terms are a thousand times the result, and so is their rounding."""
    rng = np.random.default_rng(0)
    t = np.full(200, 1e-3, F32)
    x1, eps = rng.normal(size=(2, 200)).astype(F32) * 2
    x_t = ((1 - t.astype(np.float64)) * eps + t.astype(np.float64) * x1).astype(F32)
    answer = (x_t - (1 - t) * eps) / (t + F32(1e-5))
    known = Misconceptions()
    known.formula("f", identity="a", message="m")(
        lambda x_t, eps, t: (x_t - (1 - t) * eps) / (t + 1e-5)
    )
    assert recogniser(known)([record(answer, x_t, eps, t)])


def test_infinities_and_nan_must_be_where_the_idea_has_them() -> None:
    explains = reproduces(lambda t: 1 / t)
    t = np.array([0.0, 0.5], F32)
    assert explains([record(np.array([np.inf, 2.0], F32), t)])
    assert not explains([record(np.array([1e8, 2.0], F32), t)])
    assert reproduces(lambda t: 0 / t)([record(np.array([np.nan, 0.0], F32), t)])


def test_a_division_by_zero_alone_tells_no_idea() -> None:
    explains = reproduces(lambda x, t: 2 * x / t)
    zero, unit = np.zeros(1, F32), np.ones(1, F32)
    infinite = record(np.array([np.inf], F32), unit, zero)
    assert not explains([infinite])
    assert explains([infinite, record(np.array([2.0], F32), unit, unit)])


def test_an_idea_that_fails_explains_a_failure() -> None:
    explains = reproduces(lambda x, t: x + t.reshape(7))
    assert explains([record(None, X, T, raised=error(text="The size of tensor a must match"))])
    assert not explains([record(None, X, T, raised=error())])
    assert not explains([record(None, X, T, raised=error("KeyError", text="size"))])
    assert not explains([record(X, X, T)])
    assert not explains([record(None, X, T, raised=error("NotImplementedError", "f"))])


def test_an_exception_is_not_explained_by_an_idea_that_answers() -> None:
    assert not reproduces(lambda x: x)([record(None, X, raised=error())])


FIELD = Model("u_theta", WaveField(1.0, 2.0, 0.0, 0.0))


def stepped(*asked: tuple[Array, float], value: Array) -> RecordedCall:
    evaluations = tuple(
        Evaluation(x, np.full(x.shape[0], t, F32), FIELD.field(x, np.full(x.shape[0], t)))
        for x, t in asked
    )
    return RecordedCall(prepare("f", (FIELD, X), 0), value, None, evaluations)


def test_what_the_model_was_asked_must_be_explained_too() -> None:
    def idea(model: Any, x: Array) -> Array:
        return np.asarray(x + model(x, 0.5))

    value = X + FIELD.field(X, np.full(2, 0.5)).astype(F32)
    assert reproduces(idea)([stepped((X, 0.5), value=value)])
    for other in (
        stepped((X, 0.25), value=value),
        stepped((U, 0.5), value=value),
        stepped((X, 0.5), (X, 0.5), value=value),
        stepped(value=value),
    ):
        assert not reproduces(idea)([other])


def test_what_an_idea_does_not_explain_is_told() -> None:
    def idea(model: Any, x: Array) -> Array:
        return np.asarray(x + model(x, 0.5))

    value = X + FIELD.field(X, np.full(2, 0.5)).astype(F32)
    right = stepped((X, 0.5), value=value)
    assert Reproduction(idea).unexplained([right]) is None
    told = {
        "t of evaluation 1 is off by 0.25 from what the idea gives": stepped(
            (X, 0.25), value=value
        ),
        "x of evaluation 1 is off by 5 from what the idea gives": stepped((U, 0.5), value=value),
        "evaluations of its models: 2, and 1 by the idea": stepped((X, 0.5), (X, 0.5), value=value),
        "the answer is off by 1 from what the idea gives": stepped((X, 0.5), value=value + 1),
        "the answer has shape (1, 2), and (2, 2) by the idea": stepped((X, 0.5), value=value[:1]),
        "another type or dtype than float32 is returned, which no idea does": stepped(
            (X, 0.5), value=value.astype(np.float64)
        ),
        "values of the answer: 2, and 1 by the idea": stepped((X, 0.5), value=(value, value)),  # type: ignore[arg-type]
        "RuntimeError is raised, where the idea answers": record(None, FIELD, X, raised=error()),
    }
    for reason, other in told.items():
        assert Reproduction(idea).unexplained([right, other]) == (1, reason)
        assert not Reproduction(idea)([right, other])
    raises = Reproduction(lambda model, x: x.no)
    assert raises.unexplained([right]) == (
        0,
        "the idea raises: AttributeError: 'numpy.ndarray' object has no attribute 'no'",
    )


def test_a_sign_looks_at_all_records() -> None:
    known = Misconceptions()

    @known.symptom("f", "g", hint="hint")
    def sign(records: Any) -> bool:
        """message"""
        return len(records) == 2

    assert [set(misconception.recognises) for misconception in known.found] == [{"f"}, {"g"}]
    assert recogniser(known, "g")([1, 2])


def test_the_first_that_explains_is_the_diagnosis() -> None:
    known = Misconceptions()
    known.code("f", identity="wrong", message="m")(lambda x: 3 * x)
    known.code("f", identity="first", message="m")(lambda x: 2 * x)
    known.code("f", identity="second", message="m")(lambda x: x + x)
    found = diagnose(assignment_of(known, "f"), "f", [record(2 * X, X)], {})
    assert found is not None
    assert found.id == "first"
    assert diagnose(assignment_of(known, "f"), "f", [record(5 * X, X)], {}) is None


def test_an_idea_must_explain_the_case_that_is_shown() -> None:
    known = Misconceptions()
    known.symptom("f", identity="a", message="m")(lambda records: len(records) > 1)
    known.symptom("f", identity="b", message="m", shows=bool)(lambda records: len(records) > 1)
    assert diagnosed(known, [record(X, X), record(X, X)]) == "b"


def test_what_gives_all_answers_comes_before_a_symptom() -> None:
    known = Misconceptions()
    known.symptom("f", identity="symptom", message="m")(lambda records: True)
    known.code("f", identity="idea", message="m")(lambda x: 2 * x)
    assert diagnosed(known, [record(2 * X, X)]) == "idea"
    assert diagnosed(known, [record(3 * X, X)]) == "symptom"


def test_a_name_stands_on_the_check_that_it_explains() -> None:
    known = Misconceptions()
    known.code("f", identity="idea", message="m")(lambda x: 2 * x)
    own, other = [record(2 * X, X)], [record(5 * X, X)]
    diagnoses = Diagnoses(assignment_of(known, "f"))
    found = diagnoses.reproduced(Evidence("f", own, own, own + other))
    assert found is not None
    assert found.id == "idea"
    assert diagnoses.reproduced(Evidence("f", other, other, own + other)) is None


def test_an_idea_that_is_code_gives_what_is_right_as_well() -> None:
    """What is not refused may be the same by any formula, also by those that fail elsewhere."""
    known = Misconceptions()
    known.code("f", identity="tripled", message="m")(lambda x: 3 * x)
    known.code("f", identity="doubled", message="m")(lambda x: 2 * x)
    not_refused, right = [record(0 * X, 0 * X)], [record(2 * X, X)]
    for required, name in (([], "tripled"), (right, "doubled")):
        evidence = Evidence("f", not_refused, not_refused, not_refused, right=required)
        found = Diagnoses(assignment_of(known, "f")).reproduced(evidence)
        assert (found and found.id) == name


def test_the_right_answer_up_to_an_error_is_no_idea_that_is_as_near() -> None:
    """An idea's tolerance is wider than a check's, and so it must be nearer than the truth."""
    near, right = X * F32(1 + 8e-6), X
    known = Misconceptions()
    known.code("f", identity="idea", message="m")(lambda x: x * (1 + 1e-6))
    for answer, name in ((near, None), (X * F32(1 + 1e-6), "idea")):
        records = [record(answer, X)]
        wrong = WrongValue("note", records[0].value, right)
        evidence = Evidence("f", records, records, records, problem=wrong)
        found = Diagnoses(assignment_of(known, "f")).reproduced(evidence)
        assert (found and found.id) == name


def test_two_mistakes_at_once_are_both_named() -> None:
    known = Misconceptions({"t": lambda t, like: t.reshape(t.shape + (1,) * (like.ndim - 1))})
    known.formula("f", identity="sign", message="The sign.")(lambda x, u, t: x - t * u)
    known.pair("f", "shape", "The shape.", {"t": lambda t, like: t})
    assignment = replace(assignment_of(known, "f"), pairs=tuple(known.pairs))
    found = diagnose(assignment, "f", [record(X - T * U, X, U, T)], {})
    assert found is not None
    assert found.id == "sign+shape"
    assert found.message == "Two mistakes at once. The sign. And: The shape."
    assert diagnose(assignment, "f", [record(X + T * U, X, U, T)], {}) is None


def test_what_is_drawn_differs_when_the_call_is_made_again() -> None:
    known = Misconceptions()
    known.symptom("f", identity="redrawn", message="m", drawn=True)(lambda records: True)
    diagnoses = Diagnoses(assignment_of(known, "f"))
    records = [record(X, X)]
    for again, name in ((record(2 * X, X), "redrawn"), (record(X, X), None), (None, None)):
        answers = [again]
        evidence = Evidence("f", records, records, records, again=lambda _: answers.pop())  # noqa: B023
        found = diagnoses.seen(evidence)
        assert (found and found.id) == name


def test_an_idea_besides_a_change_in_place_must_be_wrong_besides() -> None:
    known = Misconceptions()
    known.code("f", identity="idea", message="m")(lambda x: 2 * x)
    records = [replace(record(2 * X, X), modified=(Modified(0),))]
    for besides, name in ((True, "idea+changed_in_place"), (False, None)):
        evidence = Evidence("f", records, records, records, wrong_besides=besides)
        found = Diagnoses(assignment_of(known, "f")).reproduced(evidence)
        assert (found and found.id) == name


def held(f: float, g: float | None) -> str | None:
    known = Misconceptions()
    known.convention("both", "m", "h", f=lambda x: 2 * x, g=lambda x: 3 * x, h=lambda x: 4 * x)
    others = {} if g is None else {"g": [record(g * X, X)]}
    found = diagnose(assignment_of(known, "f", "g", "h"), "f", [record(f * X, X)], others)
    return found.id if found else None


def test_a_convention_must_explain_all_exercises_that_were_attempted() -> None:
    assert held(2, 3) == "both"
    assert held(2, 2) is None
    assert held(3, 3) is None


def test_what_is_told_together_sees_every_exercise_that_was_attempted() -> None:
    known = Misconceptions()
    asked: list[tuple[str, list[str]]] = []

    @known.together("f", "g", "h", tolerated=True)
    def one_factor(exercise: str, records: Any) -> bool:
        """The same factor everywhere."""
        asked.append((exercise, sorted(records)))
        factors = {
            made.value / made.call.arguments[0] for calls in records.values() for made in calls
        }
        return len(factors) == 1

    three = assignment_of(known, "f", "g", "h")
    double, triple = [record(6.0, 3.0)], [record(9.0, 3.0)]
    assert diagnose(three, "g", double, {"f": double}) is known.found[0]
    assert diagnose(three, "g", double, {"f": triple}) is None
    assert diagnose(three, "g", double, {}) is known.found[0]  # alone, it agrees with itself
    assert asked == [("g", ["f", "g"]), ("g", ["f", "g"]), ("g", ["g"])]
    assert known.found[0].tolerated
    assert recogniser(known, "h")([record(6.0, 3.0), record(4.0, 2.0)])
    assert not recogniser(known, "h")([record(6.0, 3.0), record(2.0, 2.0)])


def test_what_is_tolerated_is_named_before_what_is_wrong() -> None:
    known = Misconceptions()
    known.formula("f", identity="wrong", message="m")(lambda x: 2 * x)
    known.formula("f", identity="fine", message="m", tolerated=True)(lambda x: 2 * x)
    found = diagnose(assignment_of(known, "f"), "f", [record(X * 2, X)], {})
    assert found is known.found[1]


def test_one_exercise_alone_shows_no_convention() -> None:
    assert held(2, None) is None


def test_an_idea_that_raises_explains_nothing_and_is_told() -> None:
    known = Misconceptions()

    @known.symptom("f")
    def broken(records: Any) -> bool:
        """m"""
        raise KeyError("x")

    known.symptom("f", identity="other", message="m")(lambda records: True)
    diagnoses = Diagnoses(assignment_of(known, "f"))
    records = [record(X, X)]
    found = diagnoses.seen(Evidence("f", records, records, records))
    assert found is not None
    assert found.id == "other"
    assert diagnoses.raised == {"broken": "misconception broken: KeyError: 'x'"}


def test_a_formula_that_names_what_there_is_not_is_told() -> None:
    """Any other error may be the idea's own, as where it meets shapes that do not fit."""
    known = Misconceptions()
    known.formula("f", identity="slip", message="m")(lambda x: eval("epsilon"))
    known.formula("f", identity="misfit", message="m")(lambda x: x.reshape(7, 7))
    assignment = assignment_of(known, "f")
    diagnoses = Diagnoses(assignment)
    records = [record(X, X)]
    assert diagnoses.reproduced(Evidence("f", records, records, records)) is None
    assert list(diagnoses.raised) == ["slip"]
    assert "name 'epsilon' is not defined" in diagnoses.raised["slip"]


def test_a_misconception_needs_words() -> None:
    with pytest.raises(AuthoringError, match="silent needs a docstring"):

        @Misconceptions().code("f")
        def silent(x: Array) -> Array:
            return x


@pytest.mark.parametrize(
    ("identity", "answer"),
    [
        ("t_not_reshaped", lambda x, u, t: x + t * u),
        ("one_time_for_the_batch", lambda x, u, t: x + t[0] * u),
        ("mean_time_for_the_batch", lambda x, u, t: x + t.mean() * u),
        ("time_as_integer", lambda x, u, t: x + np.floor(t)[:, None] * u),
        ("t_for_four_axes_only", lambda x, u, t: x + t.reshape(-1, 1, 1, 1) * u),
    ],
)
def test_wrong_axes_of_t_are_told_apart(identity: str, answer: Any) -> None:
    known = Misconceptions()
    time_shapes(known, f=lambda x, u, t, by: x + by * u)
    records = [record(answer(X, U, T).astype(F32), X, U, T)]
    found = diagnose(assignment_of(known, "f"), "f", records, {})
    assert found is not None
    assert found.id == identity


@pytest.mark.parametrize(
    ("identity", "divisor"),
    [
        ("clamped_time", np.maximum(T, 0.5)),
        ("offset_in_denominator", T + 1e-2),
        (None, 2 * T),
    ],
)
def test_divisors_that_are_never_zero_are_recognised(identity: str | None, divisor: Any) -> None:
    known = Misconceptions()
    divisors(known, f=lambda x, u, t, by: x + t[:, None] * u / by)
    answer = (X + T[:, None] * U / divisor[:, None]).astype(F32)
    found = diagnose(assignment_of(known, "f"), "f", [record(answer, X, U, T)], {})
    assert (found and found.id) == identity


def test_signs_that_any_exercise_may_show() -> None:
    assert returns_float64([record(X, X), record(X.astype(np.float64), X)])
    assert returns_float64([record((X, X.astype(np.float64)), X)])
    assert not returns_float64([record(X, X), record(None, X, raised=error())])
    zero = np.array([0.5, 0.0], F32)
    assert answers_at_zero([record(X, X, U, zero)])
    assert not answers_at_zero([record(X, X, U, T)])
    refused = record(None, X, U, zero, raised=error())
    assert answers_at_zero([record(X, X, U, zero), refused])
    assert not answers_at_zero([refused])


@pytest.mark.parametrize(
    ("uses", "draws"),
    [
        ((), False),
        ((GlobalUse("torch"),), True),
        ((GlobalUse("torch", only_seeded=True),), False),
        ((GlobalUse("torch", only_seeded=True), GlobalUse("numpy.random")), True),
    ],
)
def test_a_new_seed_is_no_draw_from_a_global_generator(
    uses: tuple[GlobalUse, ...], draws: bool
) -> None:
    records = [record(X, X), RecordedCall(prepare("f", (X,), 0), X, None, (), (), uses)]
    assert draws_from_a_global_generator(records) == draws
