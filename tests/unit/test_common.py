"""What a class compares of two submissions: any answer that can cross has a fingerprint."""

from __future__ import annotations

import json

import pytest

from grader.host.proxy import RecordedCall
from grader.host.values import from_wire, prepare
from grader.judging.common import fingerprint
from grader.wire.messages import Raised
from grader.wire.values import ITEM_SIZES, ArrayValue, TupleValue, UnsendableValue, Value

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
