"""The one import of an assignment: all that checks.py and misconceptions.py are written with.

    from grader.authoring import Assignment, Student, expect_close, rounding

The rest of the grader is free to change; a test keeps this list.
"""

from grader.authoring.advice import DRAWS, SHAPE
from grader.authoring.domain import Domain, Levels, Row, read_rows
from grader.authoring.draft import Assignment
from grader.authoring.examples import SEEDS, Examples, covered, drawn_values, examples, made
from grader.authoring.expectations import (
    accepted_error,
    expect_close,
    expect_error,
    expect_generator_use,
    expect_tensor,
    expect_tuple,
    expect_value,
)
from grader.authoring.ideas import Misconceptions
from grader.authoring.laws import (
    Rejection,
    normal_scores,
    rejects_normal,
    rejects_scores,
    rejects_uniform,
)
from grader.authoring.reproduction import reproduces
from grader.authoring.rounding import UNIT_ROUNDOFF, rounding
from grader.authoring.symptoms import draws_from_a_global_generator, returns_float64
from grader.errors import AuthoringError
from grader.host.proxy import Failure, RecordedCall, Student, WrongValue
from grader.host.values import Array, FieldLike, Formula, Generator, Model

__all__ = [
    "DRAWS",
    "SEEDS",
    "SHAPE",
    "UNIT_ROUNDOFF",
    "Array",
    "Assignment",
    "AuthoringError",
    "Domain",
    "Examples",
    "Failure",
    "FieldLike",
    "Formula",
    "Generator",
    "Levels",
    "Misconceptions",
    "Model",
    "RecordedCall",
    "Rejection",
    "Row",
    "Student",
    "WrongValue",
    "accepted_error",
    "covered",
    "drawn_values",
    "draws_from_a_global_generator",
    "examples",
    "expect_close",
    "expect_error",
    "expect_generator_use",
    "expect_tensor",
    "expect_tuple",
    "expect_value",
    "made",
    "normal_scores",
    "read_rows",
    "rejects_normal",
    "rejects_scores",
    "rejects_uniform",
    "reproduces",
    "returns_float64",
    "rounding",
]
