"""The one import of an assignment: all that checks.py and misconceptions.py are written with.

    from grader.authoring import Assignment, Student, expect_close, rounding

The rest of the grader is free to change; a test keeps this list.
"""

from grader.authoring.advice import DRAWS, SHAPE
from grader.authoring.chances import Rejection, of_squares
from grader.authoring.dependence import (
    rejects_axes,
    rejects_bits,
    rejects_directions,
)
from grader.authoring.domain import Domain, Levels, Row, read_rows
from grader.authoring.draft import Assignment
from grader.authoring.examples import Examples, covered, drawn_values, examples, made, seeds
from grader.authoring.expectations import (
    accepted_error,
    expect_close,
    expect_error,
    expect_generator_use,
    expect_other_draws,
    expect_tensor,
    expect_tuple,
    expect_value,
)
from grader.authoring.ideas import Misconceptions
from grader.authoring.laws import ALPHA, rejects_normal, rejects_uniform
from grader.authoring.narrow import bfloat16, float16
from grader.authoring.reproduction import reproduces
from grader.authoring.reuse import (
    SAME_UNIFORM,
    rejects_copies,
    rejects_shifts,
    rejects_sums,
)
from grader.authoring.rounding import UNIT_ROUNDOFF, rounding
from grader.authoring.symptoms import (
    answers_differ,
    draws_from_a_global_generator,
    returns_float64,
)
from grader.authoring.vocabulary import (
    Assembly,
    Choice,
    Drawing,
    Draws,
    Fact,
    Given,
    Pattern,
    Slip,
    Vocabulary,
)
from grader.errors import AuthoringError
from grader.host.proxy import Failure, RecordedCall, Student, UnlikelyDraws, WrongValue
from grader.host.values import Array, FieldLike, Formula, Generator, Model, Network

__all__ = [
    "ALPHA",
    "DRAWS",
    "SAME_UNIFORM",
    "SHAPE",
    "UNIT_ROUNDOFF",
    "Array",
    "Assembly",
    "Assignment",
    "AuthoringError",
    "Choice",
    "Domain",
    "Drawing",
    "Draws",
    "Examples",
    "Fact",
    "Failure",
    "FieldLike",
    "Formula",
    "Generator",
    "Given",
    "Levels",
    "Misconceptions",
    "Model",
    "Network",
    "Pattern",
    "RecordedCall",
    "Rejection",
    "Row",
    "Slip",
    "Student",
    "UnlikelyDraws",
    "Vocabulary",
    "WrongValue",
    "accepted_error",
    "answers_differ",
    "bfloat16",
    "covered",
    "drawn_values",
    "draws_from_a_global_generator",
    "examples",
    "expect_close",
    "expect_error",
    "expect_generator_use",
    "expect_other_draws",
    "expect_tensor",
    "expect_tuple",
    "expect_value",
    "float16",
    "made",
    "of_squares",
    "read_rows",
    "rejects_axes",
    "rejects_bits",
    "rejects_copies",
    "rejects_directions",
    "rejects_normal",
    "rejects_shifts",
    "rejects_sums",
    "rejects_uniform",
    "reproduces",
    "returns_float64",
    "rounding",
    "seeds",
]
