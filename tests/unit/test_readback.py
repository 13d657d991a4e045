"""What may be told of answers that no known wrong idea gives, and what may not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from grader.authoring import Array, Fact, Slip, Vocabulary
from grader.host.proxy import RecordedCall
from grader.host.values import prepare
from grader.readback.acceptance import accepted
from grader.readback.evidence import Seen
from grader.readback.ideas import Idea, Predicted
from grader.readback.reading import read_back


def _reshape(t: Array, like: Array) -> Array:
    return t.reshape((-1,) + (1,) * (like.ndim - 1))


WORDS = Vocabulary(
    time="t",
    reshape=_reshape,
    factors={"t": lambda t: t, "1 - t": lambda t: 1 - t},
    functions={},
    times=[
        Slip("the first {} is used for every sample", lambda t, x: np.asarray(t[0])),
        Slip("{} is added to {}", lambda t, x, more: _reshape(t + more, x), (1e-8,)),
    ],
    facts=[Fact("axes", "the number of axes of x is {}", lambda given: given["x"].ndim)],
)

Formula = Callable[[Array, Array, Array], Array]


def due(x: Array, y: Array, t: Array) -> Array:
    """What is wanted in all these tests."""
    return x - t * y


def cases(answer: Formula, seed: int = 0, count: int = 12, axes: int = 2) -> list[Seen]:
    """Return what was answered to so many cases, in float32."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        shape = (4, 5, 2)[:axes]
        x, y = (rng.normal(size=shape).astype(np.float32) for _ in range(2))
        t = rng.uniform(0.1, 0.9, size=4).astype(np.float32)
        found.append(seen(answer, x, y, t))
    return found


def seen(answer: Formula, x: Array, y: Array, t: Array) -> Seen:
    exact = [array.astype(np.float64) for array in (x, y, _reshape(t, x))]
    wanted, value = due(*exact), np.asarray(answer(*exact), np.float32)
    record = RecordedCall(prepare("f", (x, y, t), 0), value, None, ())
    right = bool(np.allclose(value, wanted, atol=1e-6, rtol=1e-6))
    return Seen({"x": x, "y": y, "t": t}, record, right, wanted, is_right=right)


def told(answer: Formula, later: Formula | None = None) -> str | None:
    reading = read_back(WORDS, cases(answer), lambda: cases(later or answer, seed=1))
    return reading.sentence if reading else None


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (lambda x, y, t: x - t**2 * y, "x - t^2 y"),
        (lambda x, y, t: (x + y) / t, "(x + y) / t"),
        (lambda x, y, t: (1 - t) * y - x / 2, "(1 - t) y - x / 2"),
        (lambda x, y, t: x - t, "x - t"),
        (lambda x, y, t: (1 + t) * x, "x + t x"),
        (lambda x, y, t: -y / np.sqrt(1 - t), "-y / sqrt(1 - t)"),
        (lambda x, y, t: x * 0, "0"),
    ],
)
def test_a_formula_is_told_as_a_person_writes_it(answer: Formula, sentence: str) -> None:
    assert told(answer) == f"In all that was asked: your answers are those of {sentence}."


def test_what_is_due_is_never_told_however_it_is_judged() -> None:
    wronged = [replace(case, passed=False) for case in cases(due)]
    assert read_back(WORDS, wronged, lambda: wronged) is None


def test_an_answer_that_is_no_sum_of_what_is_given_is_not_read() -> None:
    assert told(lambda x, y, t: x * y) is None


def test_what_the_second_seed_refutes_is_not_told() -> None:
    assert told(lambda x, y, t: x + t * y) is not None
    assert told(lambda x, y, t: x + t * y, later=lambda x, y, t: x + 1.001 * t * y) is None


def test_one_entry_that_is_otherwise_refutes_a_formula() -> None:
    asked = cases(lambda x, y, t: x + t * y)
    value = np.array(asked[5].record.value)
    value[2, 3] *= 1.0001
    asked[5] = replace(asked[5], record=replace(asked[5].record, value=value))
    assert read_back(WORDS, asked, lambda: cases(lambda x, y, t: x + t * y, seed=1)) is None


def test_a_slip_with_one_argument_is_told_and_an_idle_one_is_not() -> None:
    assert told(lambda x, y, t: x - t[0] * y) == (
        "In all that was asked: all values are right, "
        "except that the first t is used for every sample."
    )
    # 1e-8 explains as much as 2e-8 does, or nothing: rounding hides all of them
    assert told(lambda x, y, t: x - (t + 1e-8) * y) is None


def test_an_array_that_is_changed_in_place_is_told_only_if_every_value_is_right() -> None:
    def changed(asked: Sequence[Seen]) -> list[Seen]:
        from grader.wire.messages import Modified

        return [
            replace(
                case,
                passed=False,
                record=replace(case.record, modified=(Modified(position=1),)),
            )
            for case in asked
        ]

    right, wrong = changed(cases(due)), changed(cases(lambda x, y, t: abs(x)))
    told_right = read_back(WORDS, right, lambda: right)
    assert told_right is not None
    assert told_right.sentence == "y is changed in place; apart from that every value is right."
    assert read_back(WORDS, wrong, lambda: wrong) is None


def mixed(seed: int, wrong: int, right: int) -> list[Seen]:
    return cases(lambda x, y, t: abs(x), seed, wrong, axes=3) + cases(due, seed, right)


def test_where_it_is_wrong_is_told_if_three_cases_are_on_each_side() -> None:
    reading = read_back(WORDS, mixed(0, 3, 3), lambda: mixed(1, 3, 3))
    assert reading is not None
    assert reading.sentence == (
        "In all that was asked: wrong wherever the number of axes of x is 3, "
        "and right everywhere else."
    )
    assert not reading.gives_all
    assert read_back(WORDS, mixed(0, 2, 9), lambda: mixed(1, 2, 9)) is None


def test_where_it_is_wrong_must_hold_for_the_second_seed_and_have_no_rival() -> None:
    other = cases(due, 1, 3, axes=3) + cases(due, 1, 3)
    told = read_back(WORDS, mixed(0, 3, 3), lambda: other)
    assert told is not None
    # a right one among them: what is left is true, and says less
    assert told.sentence == (
        "In all that was asked: wrong only where the number of axes of x is 3."
    )
    size = Fact("size", "the size of x is {}", lambda given: given["x"].size)
    rivals = replace(WORDS, facts=[*WORDS.facts, size])
    assert read_back(rivals, mixed(0, 3, 3), lambda: mixed(1, 3, 3)) is None
    assert read_back(rivals, mixed(0, 3, 3), lambda: other) is None


def test_where_all_that_is_wrong_lies_is_told_only_if_that_says_something() -> None:
    def with_three_axes(wrong: int, right: int, others: int) -> list[Seen]:
        rest = cases(due, 2, right, axes=3) if right else []
        return mixed(0, wrong, others) + rest

    def told(asked: list[Seen]) -> str | None:
        reading = read_back(WORDS, asked, lambda: asked)
        return None if reading is None else reading.sentence

    only = "In all that was asked: wrong only where the number of axes of x is 3."
    assert told(with_three_axes(3, 5, 12)) == only
    assert told(with_three_axes(3, 20, 30)) is None  # few of those with 3 axes are wrong
    assert told(with_three_axes(3, 2, 3)) is None  # nearly all have 3 axes
    assert told(with_three_axes(2, 0, 12)) is None  # two may be so by chance


@dataclass(frozen=True)
class Made:
    """An idea as a test makes it."""

    sentence: str
    formula: Formula
    others: tuple[Idea, ...] = field(default=())

    def predict(self, seen: Seen) -> Predicted | None:
        x, y, t = (seen.arrays[name] for name in "xyt")
        value = self.formula(x, y, _reshape(t, x))
        return Predicted(value, np.full(value.shape, 1e-5))

    def weaker(self) -> Iterable[Idea]:
        return self.others


def plus(x: Array, y: Array, t: Array) -> Array:
    return x + t * y


def test_each_rule_of_acceptance_refuses() -> None:
    asked, fresh = cases(plus), cases(plus, seed=1)

    def kept(*ideas: Idea, later: Sequence[Seen] = fresh) -> str | None:
        found = accepted(ideas, asked, lambda: later)
        return found.sentence if found else None

    simple = Made("plus", plus)
    assert kept(simple) == "plus"
    assert kept(Made("another", lambda x, y, t: x)) is None  # gives other answers
    assert kept(Made("clipped", lambda x, y, t: plus(x, y, t).clip(-50, 50), (simple,))) is None
    assert kept(simple, later=cases(due, seed=1)) is None  # refuted by the second seed
    # one that is the same to all rounding is no rival, one that is not is
    assert kept(simple, Made("t y + x", lambda x, y, t: t * y + x)) == "plus"
    assert kept(simple, Made("plus a little", lambda x, y, t: plus(x, y, t) + 5e-6)) is None


def test_where_an_idea_is_not_finite_the_answer_need_only_be_not_finite() -> None:
    nowhere = Made("over", lambda x, y, t: np.where(y > 0, np.inf, x))
    got = cases(lambda x, y, t: np.where(y > 0, np.nan, x))
    assert accepted([nowhere], got, lambda: got) is nowhere
    finite = cases(lambda x, y, t: np.where(y > 0, 3e38, x))
    assert accepted([nowhere], finite, lambda: finite) is None
