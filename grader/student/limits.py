"""What a submission may use, and what is raised where a worker was lost."""

from __future__ import annotations

from dataclasses import dataclass

from grader.model import Verdict


@dataclass(frozen=True)
class Limits:
    """What a submission may use. Seconds are of CPU time unless they say wall."""

    load_seconds: float = 10.0
    call_seconds: float = 5.0
    call_wall_seconds: float = 30.0
    exercise_seconds: float = 12.0
    total_seconds: int = 100
    total_wall_seconds: float = 120.0
    memory_bytes: int = 1 << 30
    evaluations: int = 2000
    answer_bytes: int = 64 << 20  # all that one worker returns and evaluates, which is kept


class WorkerLost(BaseException):
    """A worker was ended, by itself or by a limit; no more calls can be made to it.

    Not an `Exception`, so that it leaves Hypothesis at once instead of being shrunk.
    """

    def __init__(self, verdict: Verdict, message: str) -> None:
        super().__init__(message)
        self.verdict = verdict
        self.message = message
