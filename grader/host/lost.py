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


def broke_protocol(why: str) -> WorkerLost:
    """Return what to raise where a worker says what ours never says."""
    return WorkerLost(Verdict.ERROR, f"the worker broke the protocol: {why}")
