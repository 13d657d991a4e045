"""What each expectation lets pass, and the sentence with which it refuses the rest."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, get_args

import numpy as np
import pytest

from assignments.course.evaluations import expect_evaluations
from assignments.course.flows import WaveField
from grader.authoring.expectations import (
    accepted_error,
    expect_close,
    expect_error,
    expect_generator_use,
    expect_tensor,
    expect_tuple,
    expect_value,
)
from grader.host.proxy import Failure, RecordedCall, Student, StudentError, WrongValue
from grader.host.values import (
    BFLOAT16,
    Array,
    Evaluation,
    Model,
    PreparedCall,
    Unsendable,
    prepare,
)
from grader.wire.messages import GeneratorName, GlobalUse, Raised

F32 = np.float32


def note(call: Callable[[], object]) -> str:
    with pytest.raises(Failure) as caught:
        call()
    return caught.value.note


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "x is None; a float32 tensor of shape (2,) is expected"),
        (
            Unsendable("numpy.ndarray"),
            "x is a numpy.ndarray; a float32 tensor of shape (2,) is expected",
        ),
        (2.0, "x is a float; a float32 tensor of shape (2,) is expected"),
        (2, "x is an int; a float32 tensor of shape (2,) is expected"),
        (
            (np.ones(2, F32),),
            "x is a tuple or list of 1 value; a float32 tensor of shape (2,) is expected",
        ),
        (
            (np.ones(2, F32),) * 2,
            "x is a tuple or list of 2 values; a float32 tensor of shape (2,) is expected",
        ),
        (np.ones((2, 1), F32), "x has shape (2, 1); shape (2,) is expected"),
        (np.ones((), F32), "x has shape (); shape (2,) is expected"),
        (np.ones(2), "x has dtype float64; float32 is expected"),
        (np.ones(2, np.float16), "x has dtype float16; float32 is expected"),
        (np.ones(2, np.int64), "x has dtype int64; float32 is expected"),
        (np.ones(2, bool), "x has dtype bool; float32 is expected"),
        (np.zeros(2, BFLOAT16), "x has dtype bfloat16; float32 is expected"),
    ],
)
def test_another_kind_shape_or_dtype_is_refused_in_this_order(value: Any, text: str) -> None:
    assert note(lambda: expect_tensor(value, (2,), "x")) == text


def test_shape_comes_before_dtype() -> None:
    assert "shape" in note(lambda: expect_tensor(np.ones(3), (2,)))


def test_the_right_tensor_passes() -> None:
    expect_tensor(np.ones((2, 3), F32), (2, 3))


@pytest.mark.parametrize("shape", [(), (1,), (2, 1), (1, 2)])
def test_nothing_is_broadcast(shape: tuple[int, ...]) -> None:
    with pytest.raises(Failure, match="shape"):
        expect_close(np.ones(shape, F32), np.ones(2), np.ones(2))
    with pytest.raises(Failure, match="shape"):
        expect_value(np.ones(shape, F32), np.ones(2), np.ones(2), "x")


def explained(got: Any, truth: Any, allowed: float = 1e-6) -> str:
    got, truth = np.asarray(got, F32), np.asarray(truth, np.float64)
    with pytest.raises(WrongValue) as caught:
        expect_value(got, truth, np.full(truth.shape, allowed), "x")
    return caught.value.note


@pytest.mark.parametrize(
    ("got", "truth", "text"),
    [
        ([np.nan, 1], [1, 1], "x has 1 entry that is NaN"),
        ([np.inf, 1], [1, 1], "x has 1 entry that is infinite"),
        ([np.nan, np.nan], [1, 1], "x has 2 entries that are NaN"),
        ([1, 1], [np.inf, 1], "x is finite where it must be infinite"),
        ([-1, -2], [1, 2], "every entry of x is the negative of what it should be"),
        ([3, 6, 0], [1, 2, 0], "every entry of x is 3 times what it should be"),
        ([1.5, 2.5], [1, 2], "every entry of x is 0.5 too large"),
        ([0.5, 1.5], [1, 2], "every entry of x is 0.5 too small"),
        ([5, 7], [1, 2], "x is wrong in every entry"),
        ([1.5], [1], "x is off by 0.5, which is 50% of what is expected"),
        ([-0.5], [0.5], "x is off by 1, which is 200% of what is expected"),
        ([101], [1], "x is off by 100, which is 100 times the size of what is expected"),
        ([0.5], [0], "x is off by 0.5"),
        ([1 + 2**-15], [1], "x is off by 3.05e-05; rounding explains 1e-06 at most"),
        ([1.0002], [1], "x is off by 0.0002, which is 0.02% of what is expected"),
        ([1, 3, 5], [1, 2, 3], "x is wrong for sample 1, 2 of the batch only (counted from 0)"),
        ([[1, 3], [1, 5]], [[1, 2], [1, 2]], "x is wrong in 2 of 4 entries"),
        (
            [[1, 1], [1, 5]],
            [[1, 1], [1, 2]],
            "x is wrong for sample 1 of the batch only (counted from 0)",
        ),
    ],
)
def test_what_stands_out_between_two_arrays_is_said(got: Any, truth: Any, text: str) -> None:
    assert explained(got, truth) == text


@pytest.mark.parametrize(
    ("got", "truth"),
    [
        ([np.inf, 1], [np.inf, 2]),
        ([-np.inf, 1], [np.inf, 1]),
        ([np.nan, 1], [np.inf, 1]),
        ([np.inf, 3], [np.inf, 1.5]),
    ],
)
def test_infinities_are_explained_without_a_warning(got: Any, truth: Any) -> None:
    """numpy's warnings would reach the student's terminal."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        explained(got, truth)


def test_an_infinite_entry_must_be_matched_in_sign() -> None:
    expect_value(np.array([np.inf, -np.inf], F32), np.array([np.inf, -np.inf]), np.zeros(2), "x")
    with pytest.raises(WrongValue):
        expect_value(np.array([-np.inf], F32), np.array([np.inf]), np.zeros(1), "x")


def test_nan_is_never_close() -> None:
    with pytest.raises(WrongValue):
        expect_value(np.array([np.nan], F32), np.array([np.nan]), np.full(1, np.inf), "x")


def test_an_entry_may_be_off_by_what_is_allowed_for_it_and_no_more() -> None:
    truth, allowed = np.zeros(2), np.array([0.5, 0.25])
    expect_close(np.array([0.5, -0.25], F32), truth, allowed)
    with pytest.raises(WrongValue):
        expect_close(np.array([0.5, 0.5], F32), truth, allowed)
    with pytest.raises(WrongValue):
        expect_close(np.array([0.0, -0.2500001], F32), truth, allowed)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "the result is None; the tuple (a, b) is expected"),
        (np.ones(3), "the result is one tensor of shape (3,); the tuple (a, b) is expected"),
        ((1, 2, 3), "the result is a tuple or list of 3 values; the tuple (a, b) is expected"),
        (Unsendable("dict"), "the result is a dict; the tuple (a, b) is expected"),
        (1.0, "the result is a float; the tuple (a, b) is expected"),
    ],
)
def test_another_tuple_is_refused(value: Any, text: str) -> None:
    assert note(lambda: expect_tuple(value, 2, "(a, b)")) == text


def test_a_tuple_of_the_right_length_comes_back() -> None:
    assert expect_tuple((1, 2), 2, "(a, b)") == (1, 2)


def raising(*types: str) -> StudentError:
    return StudentError("f", Raised(types, "text", ()))


def expecting(error: BaseException | None) -> None:
    with expect_error("ValueError", "t is 0"):
        if error is not None:
            raise error


def test_the_error_that_is_due_and_its_subclasses_pass() -> None:
    expecting(raising("ValueError", "Exception"))
    expecting(raising("MyError", "ValueError", "Exception"))


def test_an_accepted_error_passes_and_another_does_not() -> None:
    def accepting(error: Exception) -> None:
        with accepted_error("ValueError"):
            raise error

    accepting(raising("MyError", "ValueError", "Exception"))
    for error in (raising("KeyError", "Exception"), Failure("wrong")):
        with pytest.raises(type(error)):
            accepting(error)


def test_another_error_or_none_is_refused() -> None:
    assert note(lambda: expecting(raising("KeyError", "Exception"))) == (
        "KeyError was raised where t is 0"
    )
    assert note(lambda: expecting(None)) == "nothing was raised where t is 0"


def test_a_placeholder_is_no_refusal() -> None:
    with pytest.raises(StudentError):
        expecting(raising("NotImplementedError", "RuntimeError"))


def test_what_was_changed_in_place_is_told_though_an_error_was_due() -> None:
    with pytest.raises(Failure, match="changed"):
        expecting(Failure("{0} was changed in place"))


FIELD = Model("u_theta", WaveField(1.0, 2.0, 0.0, 0.0))


def asked(*times: Any) -> RecordedCall:
    x = np.ones(2, F32)
    evaluations = tuple(Evaluation(x, np.asarray(t, F32), x) for t in times)
    return RecordedCall(prepare("f", (FIELD, x), 0), x, None, evaluations)


def test_the_times_that_are_due_pass_one_for_all_or_one_each() -> None:
    expect_evaluations(asked([0, 0], [0.5, 0.5]), [np.array([0.0]), np.array([0.5])])
    expect_evaluations(asked([0.25, 0.75]), [np.array([0.25, 0.75])])


def test_a_running_sum_in_float32_is_no_wrong_time() -> None:
    times, t = [], F32(0)
    for _ in range(300):
        times.append([t, t])
        t = F32(t + F32(1 / 300))
    expect_evaluations(asked(*times), [np.array([k / 300]) for k in range(300)])


@pytest.mark.parametrize(
    ("times", "text"),
    [
        ([], "u_theta was never evaluated; 2 evaluations are expected"),
        ([[0, 0]], "u_theta was evaluated once; 2 evaluations are expected"),
        ([[0, 0]] * 3, "u_theta was evaluated 3 times; 2 evaluations are expected"),
        ([[0, 0], [1, 1]], "evaluation 2 of u_theta was at the wrong time"),
        ([[0, 0.5], [0.5, 0.5]], "evaluation 1 of u_theta was at the wrong time"),
        ([[0, 0], [0.50001, 0.50001]], "evaluation 2 of u_theta was at the wrong time"),
        ([[np.nan, 0], [0.5, 0.5]], "evaluation 1 of u_theta was at the wrong time"),
        ([np.zeros(0), [0.5, 0.5]], "evaluation 1 of u_theta was at the wrong time"),
    ],
)
def test_other_times_are_refused(times: list[Any], text: str) -> None:
    expected = [np.array([0.0]), np.array([0.5])]
    assert note(lambda: expect_evaluations(asked(*times), expected)) == text


def test_many_times_are_shown_short() -> None:
    with pytest.raises(Failure) as caught:
        expect_evaluations(asked(*[[k / 20] * 2 for k in range(20)]), [np.array([0.0])])
    assert str(caught.value.actual).endswith("0.25, ..., 0.9, 0.95")
    assert caught.value.expected == "u_theta at t = 0"
    with pytest.raises(Failure) as caught:
        expect_evaluations(asked(), [np.array([0.0])])
    assert caught.value.actual == "u_theta never evaluated"


def using(
    draw: Callable[[int, int, int], Any], uses: tuple[GlobalUse, ...] = (), reseeded: bool = False
) -> None:
    """Run expect_generator_use with `draw(seed, nth call since it was seeded, global seed)`."""
    counts: dict[int, int] = {}

    def answer(call: PreparedCall) -> RecordedCall:
        (generator,) = call.arguments
        nth = counts[generator.key] = counts[generator.key] + 1 if call.continues else 1
        value = draw(generator.seed, nth, call.global_seed)
        return RecordedCall(call, value, None, (), (), uses, reseeded=reseeded)

    student = Student([], 1, ["f"], answer)
    parts = {"samples": lambda value: value}
    expect_generator_use(student, 5, "f", lambda generator: (generator,), parts)


def of(*numbers: int) -> Array:
    return np.random.default_rng(list(numbers)).normal(size=3)


def _counted() -> Callable[[int, int, int], Any]:
    """Return draws that count the calls of a generator, other than of a second one like it."""
    counts: dict[tuple[int, int], int] = {}

    def draw(seed: int, nth: int, other: int) -> Array:
        counts[seed, other] = counts.get((seed, other), 0) + 1
        return of(seed, counts[seed, other])

    return draw


def test_a_draw_from_the_generator_alone_passes() -> None:
    using(lambda seed, nth, other: of(seed, nth))


@pytest.mark.parametrize(
    ("draw", "text"),
    [
        (
            lambda seed, nth, other: of(seed, nth, other),
            "two generators with the same seed gave different results",
        ),
        (lambda seed, nth, other: of(nth), "generators with different seeds gave the same samples"),
        (
            lambda seed, nth, other: of(seed),
            "two calls in a row with one generator gave the same samples",
        ),
        (
            lambda seed, nth, other: of(seed + nth),
            "a second call gave the samples that another seed gives in the first",
        ),
        (
            _counted(),
            "a generator that was seeded anew gave other results than with this seed before",
        ),
    ],
)
def test_another_use_of_generators_is_refused(
    draw: Callable[[int, int, int], Any], text: str
) -> None:
    assert note(lambda: using(draw)) == text


def test_a_generator_that_has_another_seed_is_refused_whatever_it_draws() -> None:
    told = note(lambda: using(lambda seed, nth, other: of(seed, nth), reseeded=True))
    assert told == "`generator` was given another seed in the call"


def test_a_global_generator_is_named() -> None:
    uses = GlobalUse("torch"), GlobalUse("numpy.random")
    told = note(lambda: using(lambda seed, nth, other: of(seed, nth), uses))
    assert told == "the global generator of torch and numpy.random was drawn from"


def test_a_global_generator_that_was_only_reseeded_is_not_said_to_be_drawn_from() -> None:
    def told(*uses: GlobalUse) -> str:
        return note(lambda: using(lambda seed, nth, other: of(seed, nth), uses))

    torch, python, numpy = (GlobalUse(name, only_seeded=True) for name in get_args(GeneratorName))
    assert told(torch) == (
        "the global generator of torch was re-seeded (torch.manual_seed); leave it alone: "
        "randomness comes from `generator`"
    )
    assert told(python, numpy) == (
        "the global generator of random and numpy.random was re-seeded "
        "(random.seed and numpy.random.seed); leave it alone: randomness comes from `generator`"
    )
    assert told(torch, GlobalUse("random")) == "the global generator of random was drawn from"
