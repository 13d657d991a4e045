"""What is raised where a worker was lost."""

from __future__ import annotations

from grader.results import Verdict


class WorkerLost(BaseException):
    """A worker was ended, by itself or by a limit; no more calls can be made to it.

    Not an `Exception`, so that it leaves Hypothesis at once instead of being shrunk.
    """

    def __init__(self, verdict: Verdict, message: str) -> None:
        super().__init__(message)
        self.verdict = verdict
        self.message = message
