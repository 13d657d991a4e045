"""What a class compares of two submissions: any answer that can cross has a fingerprint."""

from __future__ import annotations

import json

import pytest

from grader.host.proxy import RecordedCall
from grader.host.values import from_wire, prepare
from grader.host.workers import Workers
from grader.judging.common import fingerprint
from grader.judging.grading_run import GradingRun
from grader.model import Assignment
from grader.wire.messages import Raised
from grader.wire.values import ITEM_SIZES, ArrayValue, TupleValue, UnsendableValue, Value
from tests.unit.support import Grade, exercise

_CALL = prepare("f", (), 0)


def _arrays(byte: bytes) -> list[Value]:
    return [
        ArrayValue(name, (2,), byte * 2 * size)  # type: ignore[arg-type]
        for name, size in ITEM_SIZES.items()
        if name != "bool" or byte == b"\1"
    ]


@pytest.mark.parametrize(
    "value",
    [
        *_arrays(b"\1"),
        *_arrays(b"\xff"),
        ArrayValue("float32", (0, 3), b""),
        TupleValue((ArrayValue("bfloat16", (1,), b"\0\0"), 1.5, None, "x")),
        TupleValue(()),
        1 << 80,
        float("inf"),
        True,
        None,
        "text",
        UnsendableValue("list"),
    ],
    ids=repr,
)
def test_every_answer_has_a_fingerprint_that_can_be_kept(value: Value) -> None:
    found = fingerprint(RecordedCall(_CALL, from_wire(value), None, ()))
    assert json.loads(json.dumps(found, allow_nan=False)) == list(found)
    assert found or value == TupleValue(())


def test_an_error_has_its_name() -> None:
    raised = RecordedCall(_CALL, None, Raised(("KeyError", "LookupError"), "x", ()), ())
    assert fingerprint(raised) == ("raised KeyError",)


def test_what_is_not_there_is_no_mistake_that_others_share(
    catalogue: list[Assignment], workers: Workers, grade: Grade
) -> None:
    first = [assignment for assignment in catalogue if assignment.number == "01"]
    text = "def velocity(x1, eps):\n    return 3 * x1 - eps\n"
    with GradingRun(first, workers, public=True, compare=True) as run:
        report = grade(text, "01", by=run)
        assert exercise(report, "interpolate").undefined is not None
        assert list(run.answers) == ["velocity"]
