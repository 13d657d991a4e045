"""Times and kinds of prediction, for what is asked how an error grows."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from hypothesis import strategies as st

from assignments.course import tables
from assignments.course.domain import GAINS, OTHER_PREDICTIONS
from assignments.course.making import BETWEEN, batch_between, batch_of, in_turn
from assignments.course.times import ALWAYS, ROUND
from grader.authoring import Array, Examples, Row, covered, read_rows


@dataclass(frozen=True)
class Gain:
    """Times t `(B,)` and the kind of prediction, which may be none of the two."""

    t: Array
    prediction: str | int | None


@st.composite
def _small(draw: st.DrawFn) -> Gain:
    times = draw(st.lists(st.sampled_from((0.25, 0.5, 0.75, 1.0, 0.0)), min_size=1, max_size=3))
    return Gain(np.array(times, np.float32), draw(st.sampled_from(("eps", "u"))))


def _of_row(row: Row, rng: np.random.Generator) -> Gain:
    return Gain(batch_of(GAINS, row, ALWAYS, rng).t, row.levels["prediction"])


_ROWS = read_rows(GAINS, tables.GAINS)


def gains() -> Examples[Gain]:
    """Return examples of gains, of every pair of levels of the domain `GAINS`."""
    more: list[Callable[[np.random.Generator], Gain]]
    more = [partial(_at_one_time, prediction) for prediction in ("eps", "u")]
    more += [partial(_between, number) for number in BETWEEN]
    return covered(_small(), GAINS, _ROWS, _of_row, more)


def _between(number: int, rng: np.random.Generator) -> Gain:
    t = batch_between(GAINS, number, ALWAYS, rng).t
    return Gain(t, "u" if number % 2 else "eps")


def _at_one_time(prediction: str, rng: np.random.Generator) -> Gain:
    """Return the same times for either prediction, whose gains may be kept for the other's."""
    return Gain(np.array(ROUND, np.float32), prediction)


def _of_names(*forms: str) -> tuple[str, ...]:
    return tuple(form.format(name) for name in ("u", "eps") for form in forms)


#: predictions that are none, by their level, the simplest first
_OTHERS: Mapping[str, Sequence[str | None]] = {
    "another": ("x1", "x_t", "v", "noise", "score", "spe", "\u03b5", "'u'", "'eps'"),
    "x0": ("x0",),
    "velocity": ("velocity",),
    "none": (None,),
    "empty": ("",),
    "part": ("e", "ep", "s", "ps"),
    "capitals": ("U", "EPS", "Eps"),
    "spaces": _of_names("{0} ", " {0}", "{0}\n"),
    "longer": (*_of_names("{0}{0}", "d{0}", "{0}_hat"), "us", "u_theta", "epsilon"),
}
#: what is no string, as a flag or a number of the kind would be
_NO_STRINGS = (0, 1)
#: what other code calls a prediction
_ELSEWHERE = (
    *("x", "x_0", "x_1", "x0_hat", "x1_hat", "z", "data", "clean", "sample", "flow"),
    *("u_t", "u_hat", "v_pred", "v_prediction", "eps_hat", "epsilons", "noise_pred"),
)
#: more that are nearly a name: ? is any character but those of the name, and the last are wide ones
_NEARLY = (
    *_of_names("{0}?", "?{0}", "pred_{0}", "{0}.", "({0})"),
    *("eps_theta", "u_eps", "e?s", "?ps", "ePs", "\uff55", "\uff45\uff50\uff53"),
)
_ANY = sorted({*string.ascii_letters, *string.digits, *string.punctuation} - {*"ueps"})

_OTHER_ROWS = read_rows(OTHER_PREDICTIONS, tables.OTHER_PREDICTIONS)


def _of_other_row(row: Row, rng: np.random.Generator) -> Gain:
    prediction = in_turn(_OTHERS[row.levels["prediction"]], row, _OTHER_ROWS, "prediction")
    return Gain(batch_of(OTHER_PREDICTIONS, row, ALWAYS, rng).t, prediction)


def _nearly(form: str, rng: np.random.Generator) -> Gain:
    t = batch_between(OTHER_PREDICTIONS, 0, ALWAYS, rng).t
    return Gain(t, form.replace("?", str(rng.choice(_ANY))))


def _called(prediction: str | int, rng: np.random.Generator) -> Gain:
    return Gain(batch_between(OTHER_PREDICTIONS, 0, ALWAYS, rng).t, prediction)


def other_predictions() -> Examples[Gain]:
    """Return examples of predictions that are none, by the domain `OTHER_PREDICTIONS`.

    The simplest is "x1".
    """
    half = np.array([0.5], np.float32)
    others = [prediction for level in _OTHERS.values() for prediction in level]
    small = st.builds(Gain, st.just(half), st.sampled_from(others))
    more: list[Callable[[np.random.Generator], Gain]]
    more = [partial(_nearly, form) for form in _NEARLY]
    more += [partial(_called, other) for other in (*_NO_STRINGS, *_ELSEWHERE)]
    return covered(small, OTHER_PREDICTIONS, _OTHER_ROWS, _of_other_row, more)
