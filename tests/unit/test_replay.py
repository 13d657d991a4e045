"""Calls that a body makes together go in one exchange; what comes of each is told as if alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

import pytest

from grader.host.lost import WorkerLost
from grader.host.proxy import Failure, RecordedCall, Student, StudentError
from grader.host.values import PreparedCall
from grader.judging.cases import DrawnCase
from grader.judging.replay import replay
from grader.judging.session import Session
from grader.limits import Limits
from grader.model import Check, Kind
from grader.results import Verdict
from grader.wire.messages import Modified, Raised


class Answers:
    """Stands for a session: answers f(x) with 2 x, and keeps what came in each exchange."""

    limits = Limits()
    cpu_seconds_so_far = 0.0

    def __init__(self, answer: Callable[[PreparedCall], RecordedCall]) -> None:
        self._answer = answer
        self.exchanges: list[list[Any]] = []

    def call_all(self, calls: Sequence[PreparedCall]) -> Iterator[RecordedCall]:
        self.exchanges.append([call.arguments[0] for call in calls])
        for call in calls:
            yield self._answer(call)

    def close(self) -> None: ...


def doubled(call: PreparedCall) -> RecordedCall:
    return RecordedCall(call, 2 * call.arguments[0], None, ())


def case(body: Callable[[Student, int], None], number: int, name: str = "f.holds") -> DrawnCase:
    check = Check(name, "f", "it holds", 1, Kind.PROPERTY, body, None, 1, functions=("f",))
    return DrawnCase(check, number, number)


def three(student: Student, number: int) -> None:
    values = [record.value for record in student.calls("f", [(number,), (1,), (2,)])]
    if values != [2 * number, 2, 4] or student.f(9) != 18:
        raise Failure(f"got {values}")


def test_calls_that_are_made_together_go_in_one_exchange() -> None:
    answers = Answers(doubled)
    attempts = replay([case(three, 5), case(three, 6)], cast(Session, answers))
    assert all(attempt.passed for attempt in attempts)
    assert [len(attempt.records) for attempt in attempts] == [4, 4]
    # the first call of a body is known before any submission is, and goes alone
    assert answers.exchanges == [[5, 6], [1, 2, 1, 2], [9, 9]]


@pytest.mark.parametrize("wrong", ["raises", "changes"])
def test_what_one_of_them_does_wrong_is_told_of_that_one(wrong: str) -> None:
    def answer(call: PreparedCall) -> RecordedCall:
        if call.arguments[0] != 1:
            return doubled(call)
        if wrong == "raises":
            return RecordedCall(call, None, Raised(("ValueError",), "no", ()), ())
        return RecordedCall(call, 2, None, (), (Modified(0),))

    attempts = replay([case(three, 5), case(three, 6)], cast(Session, Answers(answer)))
    for attempt in attempts:
        assert isinstance(attempt.problem, StudentError if wrong == "raises" else Failure)
        assert attempt.last_call is not None
        assert attempt.last_call.arguments == (1,)
        assert len(attempt.records) == 2


def test_a_body_that_takes_an_error_goes_on_with_what_it_asks_next() -> None:
    def answer(call: PreparedCall) -> RecordedCall:
        refused = call.arguments[0] == 1
        return (
            RecordedCall(call, None, Raised(("ValueError",), "no", ()), ())
            if refused
            else doubled(call)
        )

    def body(student: Student, number: int) -> None:
        try:
            student.calls("f", [(number,), (1,), (2,), (3,)])
        except StudentError:
            if student.f(7) != 14:
                raise Failure("the answer to another call") from None

    (attempt,) = replay([case(body, 5)], cast(Session, Answers(answer)))
    assert attempt.passed
    assert [record.call.arguments[0] for record in attempt.records] == [5, 1, 7]


def test_where_the_worker_is_lost_only_the_other_check_goes_on() -> None:
    lost = False

    def answer(call: PreparedCall) -> RecordedCall:
        nonlocal lost
        if call.arguments[0] == 1 and not lost:
            lost = True
            raise WorkerLost(Verdict.TIMEOUT, "too slow")
        return doubled(call)

    answers = Answers(answer)
    first, second = replay([case(three, 5), case(three, 6, "f.too")], cast(Session, answers))
    assert first.lost is not None
    assert second.passed
    assert [record.call.arguments[0] for record in second.records] == [6, 1, 2, 9]


def test_after_two_recursions_without_end_the_rest_of_a_check_is_given_up() -> None:
    def answer(call: PreparedCall) -> RecordedCall:
        if call.arguments[0] in (5, 6, 7):
            return RecordedCall(call, None, Raised(("RecursionError",), "too deep", ()), ())
        return doubled(call)

    check = case(three, 4).check
    same = [DrawnCase(check, number, number) for number in (4, 5, 6, 7)]
    attempts = replay([*same, case(three, 8, "f.other")], cast(Session, Answers(answer)))
    assert [attempt.settled for attempt in attempts] == [False, True, True, False, True]
    assert attempts[-1].passed


@pytest.mark.parametrize(("long", "lost"), [((0, 1, 2), False), ((0, 1), False), ((0,), True)])
def test_a_training_takes_no_time_from_the_calls_beside_it(
    long: tuple[int, ...], lost: bool
) -> None:
    """Of calls that take 5 s of CPU each, 12 s may be used up; a long training has its own."""

    def slow(call: PreparedCall) -> RecordedCall:
        answers.cpu_seconds_so_far += 5
        # a training of many iterations is told by its arguments
        vars(call)["takes_long"] = len(answers.exchanges) - 1 in long
        return doubled(call)

    answers = Answers(slow)

    def body(student: Student, number: int) -> None:
        for _ in range(4):
            student.f(number)

    (attempt,) = replay([case(body, 1)], cast(Session, answers))
    assert (attempt.lost is not None) is lost
    if attempt.lost is not None:
        text = "f did not finish all its calls within 12 seconds of CPU time"
        assert attempt.lost.message == text
