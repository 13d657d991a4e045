"""Times and kinds of prediction, for what is asked how an error grows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from itertools import cycle

import numpy as np
from hypothesis import strategies as st

from assignments.course import tables
from assignments.course.domain import GAINS
from assignments.course.making import batch_of
from assignments.course.times import ALWAYS, ROUND
from grader.authoring import Array, Examples, Row, covered, made, read_rows


@dataclass(frozen=True)
class Gain:
    """Times t `(B,)` and the kind of prediction, which may be none of the two."""

    t: Array
    prediction: str | None


@st.composite
def _small(draw: st.DrawFn) -> Gain:
    times = draw(st.lists(st.sampled_from((0.25, 0.5, 0.75, 1.0, 0.0)), min_size=1, max_size=3))
    return Gain(np.array(times, np.float32), draw(st.sampled_from(("eps", "u"))))


def _of_row(row: Row, rng: np.random.Generator) -> Gain:
    return Gain(batch_of(GAINS, row, ALWAYS, rng).t, row.levels["prediction"])


_ROWS = read_rows(GAINS, tables.GAINS)


def gains() -> Examples[Gain]:
    """Return examples of gains, of every pair of levels of the domain `GAINS`."""
    more = [partial(_at_one_time, prediction) for prediction in ("eps", "u")]
    return covered(_small(), GAINS, _ROWS, _of_row, more)


def _at_one_time(prediction: str, rng: np.random.Generator) -> Gain:
    """Return the same times for either prediction, whose gains may be kept for the other's."""
    return Gain(np.array(ROUND, np.float32), prediction)


#: what each kind of prediction is turned into: other strings that look like it
_TURNED = (
    *("{0} ", " {0}", "{0}\n", "'{0}'"),
    *("{0}{0}", "{0}s", "d{0}", "{0}_", "{0}_hat", "{0}_theta"),
)
#: those that are asked for with times of every kind
_LIKELY = (*("U", " eps", "velocity", None, "ep", "uu", "x0"), *("EPS", "eps ", "", "deps", "us"))
#: and some that do not
_OTHERS = (
    *("", "x1", "x0", "x_t", "v", "e", "ep", "spe", "score"),
    *("noise", "epsilon", "velocity", "ε"),
)


def _strings() -> list[str | None]:
    found: list[str | None] = [form.format(name) for name in ("u", "eps") for form in _TURNED]
    found += ["U", "EPS", "Eps", *_OTHERS, None]
    return found


def other_predictions() -> Examples[Gain]:
    """Return examples of predictions that are none, the simplest of which is "x1"."""

    def asked(prediction: str | None, row: Row, rng: np.random.Generator) -> Gain:
        return replace(_of_row(row, rng), prediction=prediction)

    half = np.array([0.5], np.float32)
    strings = ["x1", *(string for string in _strings() if string != "x1")]
    small = st.builds(Gain, st.just(half), st.sampled_from(strings))
    # each with some row, and every other row with one of the likely
    each_string = zip(strings, cycle(_ROWS), strict=False)
    each_row = zip(cycle(_LIKELY), _ROWS[::2], strict=False)
    return made(small, [partial(asked, *pair) for pair in (*each_string, *each_row)])
