"""Times and kinds of prediction, for what is asked how an error grows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from hypothesis import strategies as st

from assignments.course import tables
from assignments.course.domain import GAINS
from assignments.course.making import batch_of
from assignments.course.times import ALWAYS
from grader.authoring import Array, Examples, Row, covered, made, read_rows


@dataclass(frozen=True)
class Gain:
    """Times t `(B,)` and the kind of prediction."""

    t: Array
    prediction: str


@st.composite
def _small(draw: st.DrawFn) -> Gain:
    times = draw(st.lists(st.sampled_from((0.25, 0.5, 0.75, 1.0, 0.0)), min_size=1, max_size=3))
    return Gain(np.array(times, np.float32), draw(st.sampled_from(("eps", "u"))))


def _of_row(row: Row, rng: np.random.Generator) -> Gain:
    return Gain(batch_of(GAINS, row, ALWAYS, rng).t, row.levels["prediction"])


def _one_zero(place: int, rng: np.random.Generator) -> Gain:
    """Return times of which one alone is 0, the first or the last, so that its gain is infinite."""
    t = rng.uniform(0.2, 1, size=int(rng.integers(2, 4))).round(2).astype(np.float32)
    t[place] = 0
    return Gain(t, "eps")


_ROWS = read_rows(GAINS, tables.GAINS)


def gains() -> Examples[Gain]:
    """Return examples of gains, of every pair of levels of the domain `GAINS`."""
    more = [partial(_one_zero, at) for at in (0, -1)]
    more += [partial(_at_one_time, prediction) for prediction in ("eps", "u")]
    return covered(_small(), GAINS, _ROWS, _of_row, more)


def _at_one_time(prediction: str, rng: np.random.Generator) -> Gain:
    """Return the same times for either prediction, whose gains may be kept for the other's."""
    return Gain(np.array([0.25, 0.5], np.float32), prediction)


#: what each kind of prediction is turned into: other strings that look like it
_TURNED = (
    *("{0} ", " {0}", "{0}\n", "'{0}'"),
    *("{0}{0}", "{0}s", "d{0}", "{0}_", "{0}_hat", "{0}_theta"),
)
#: and some that do not
_OTHERS = (
    *("", "x1", "x0", "x_t", "v", "e", "ep", "spe", "score"),
    *("noise", "epsilon", "velocity", "ε"),
)


def _strings() -> list[str]:
    found = [form.format(name) for name in ("u", "eps") for form in _TURNED]
    found += ["U", "EPS", "Eps", *_OTHERS]
    return found


def other_predictions() -> Examples[Gain]:
    """Return examples of predictions that are none, the simplest of which is "x1"."""

    def asked(prediction: str, number: int, rng: np.random.Generator) -> Gain:
        return replace(_of_row(_ROWS[number % len(_ROWS)], rng), prediction=prediction)

    half = np.array([0.5], np.float32)
    strings = ("x1", *(string for string in _strings() if string != "x1"))
    small = st.builds(Gain, st.just(half), st.sampled_from(strings))
    makers = [partial(asked, string, number) for number, string in enumerate(strings)]
    return made(small, makers)
