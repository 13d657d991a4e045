"""Code of our own that runs in a worker: it is sent as a submission, and called as one is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from grader.host.values import Array
from grader.host.workers import Workers
from grader.judging.session import Session
from grader.limits import Limits
from grader.model import Assignment, Exercise, Submission


def session_of(
    file: Path,
    functions: Sequence[Exercise],
    workers: Workers,
    assignment: Assignment,
    limits: Limits,
) -> Session:
    """Open a session of a file's functions, which stands in for one of the assignment.

    Raises:
        WorkerLost: loading it ended the worker.
    """
    source = file.read_bytes()
    stand_in = Assignment(
        assignment.id, file.stem, file.stem, assignment.folder, tuple(functions), ()
    )
    submission = Submission(
        file.name,
        file,
        ((file.name, source),),
        hashlib.sha256(source).hexdigest(),
        assignment.id,
    )
    return Session(workers, stand_in, submission, limits)


def as_bytes(text: str) -> Array:
    """Return text as an array: a string on the wire is shorter than a module."""
    return np.frombuffer(text.encode(), dtype=np.uint8)
