"""Evaluates a model where a submission asks for it."""

from __future__ import annotations

import numpy as np

from grader.host.lost import WorkerLost, broke_protocol
from grader.host.values import Evaluation, PreparedCall, from_wire
from grader.results import Verdict
from grader.wire.messages import Evaluate

_FLOATS = (np.float32, np.float64)


def evaluate(request: Evaluate, call: PreparedCall) -> Evaluation:
    """Evaluate one of the call's models in float64, at the x and t that the submission gave.

    Raises:
        WorkerLost: the worker's own proxy would have refused it, or the field cannot take x.
    """
    x, t = from_wire(request.x), from_wire(request.t)
    if (
        request.index >= len(call.models)
        or call.models[request.index].formula is not None
        or x.dtype not in _FLOATS
        or t.dtype not in _FLOATS
        or t.shape != x.shape[:1]
        or x.ndim == 0
    ):
        raise broke_protocol("it evaluated a model in a way that its own proxy refuses")
    model = call.models[request.index]
    try:
        with np.errstate(all="ignore"):  # x is whatever the submission made it
            value = model.field(x.astype(np.float64), t.astype(np.float64)).astype(x.dtype)
    except Exception:  # noqa: BLE001 - of a shape that this field cannot take
        value = None
    if value is None or value.shape != x.shape:
        raise WorkerLost(
            Verdict.ERROR, f"{call.function} evaluated {model.name} at x of shape {x.shape}"
        )
    return Evaluation(x, t, value)
