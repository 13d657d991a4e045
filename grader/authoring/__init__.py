"""The one import of an assignment: all that checks.py and misconceptions.py are written with.

    from grader.authoring import Assignment, Student, expect_close, rounding

The rest of the grader is free to change; a test keeps this list.
"""

from grader.authoring.advice import DRAWS, SHAPE
from grader.authoring.draft import Assignment
from grader.authoring.examples import SEEDS, Examples, drawn_values, examples
from grader.authoring.expectations import (
    expect_close,
    expect_error,
    expect_generator_use,
    expect_no_global_use,
    expect_tensor,
    expect_tuple,
    expect_value,
)
from grader.authoring.ideas import Misconceptions
from grader.authoring.joint_laws import (
    rejects_axes,
    rejects_columns,
    rejects_ends,
    rejects_many_normal,
    rejects_many_uniform,
    rejects_standardised,
)
from grader.authoring.laws import (
    ALPHA,
    Rejection,
    correlation_p_value,
    normal_scores,
    rejects_normal,
    rejects_scores,
    rejects_uniform,
)
from grader.authoring.reproduction import reproduces
from grader.authoring.rounding import UNIT_ROUNDOFF, rounding
from grader.authoring.symptoms import draws_from_a_global_generator, returns_float64
from grader.errors import AuthoringError
from grader.host.proxy import Failure, RecordedCall, Student, StudentError, WrongValue
from grader.host.values import Array, FieldLike, Formula, Generator, Model

__all__ = [
    "ALPHA",
    "DRAWS",
    "SEEDS",
    "SHAPE",
    "UNIT_ROUNDOFF",
    "Array",
    "Assignment",
    "AuthoringError",
    "Examples",
    "Failure",
    "FieldLike",
    "Formula",
    "Generator",
    "Misconceptions",
    "Model",
    "RecordedCall",
    "Rejection",
    "Student",
    "StudentError",
    "WrongValue",
    "correlation_p_value",
    "drawn_values",
    "draws_from_a_global_generator",
    "examples",
    "expect_close",
    "expect_error",
    "expect_generator_use",
    "expect_no_global_use",
    "expect_tensor",
    "expect_tuple",
    "expect_value",
    "normal_scores",
    "rejects_axes",
    "rejects_columns",
    "rejects_ends",
    "rejects_many_normal",
    "rejects_many_uniform",
    "rejects_normal",
    "rejects_scores",
    "rejects_standardised",
    "rejects_uniform",
    "reproduces",
    "returns_float64",
    "rounding",
]
