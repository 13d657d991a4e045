"""What a sampler must ask its model: when, and how often."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader.authoring import UNIT_ROUNDOFF, Array, Failure, RecordedCall


def expect_evaluations(record: RecordedCall, times: Sequence[Array]) -> None:
    """Expect one evaluation of the model at each of `times`, in this order.

    Each of them is one time for all samples, `(1,)`, or one a sample, `(B,)`. It may be off by the
    rounding of a running sum of float32 steps.
    """
    asked = [evaluation.t for evaluation in record.evaluations]
    name = record.call.models[0].name
    if len(asked) != len(times):
        note = f"{name} was {_evaluated(len(asked))}; {_evaluations(len(times))} expected"
        raise Failure(note, _times_text(name, asked), _times_text(name, times))
    for index, (t, wanted) in enumerate(zip(asked, times, strict=True)):
        room = (index + 4) * 2 * UNIT_ROUNDOFF
        fits = t.size > 0 and wanted.shape in ((1,), t.shape)
        if not fits or not (np.abs(t.astype(np.float64) - wanted) <= room).all():
            note = f"evaluation {index + 1} of {name} was at the wrong time"
            raise Failure(note, _times_text(name, asked), _times_text(name, times))


def _evaluated(number: int) -> str:
    if number == 0:
        return "never evaluated"
    return "evaluated once" if number == 1 else f"evaluated {number} times"


def _evaluations(number: int) -> str:
    return "1 evaluation is" if number == 1 else f"{number} evaluations are"


#: of the evaluations that are told
_MOST_SHOWN = 8


def _times_text(name: str, times: Sequence[Array]) -> str:
    if not times:
        return f"{name} never evaluated"
    if len(times) <= _MOST_SHOWN:
        return f"{name} at t = {', '.join(map(_one_time, times))}"
    # where a loop ends is what is often wrong
    first, last = (map(_one_time, part) for part in (times[: _MOST_SHOWN - 2], times[-2:]))
    return f"{name} at t = {', '.join([*first, '...', *last])}"


def _one_time(t: Array) -> str:
    distinct = [f"{value:.4g}" for value in t.ravel()[:64].tolist()]
    if len(set(distinct)) == 1:
        return distinct[0]
    return f"({', '.join(distinct[:3])}{', ...' if len(distinct) > 3 else ''})"
