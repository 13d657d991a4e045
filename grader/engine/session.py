"""A submission of one assignment, kept in a worker that is replaced when it is lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from grader.model import Assignment, Submission, Verdict
from grader.student.channel import Channel
from grader.student.limits import Limits, WorkerLost
from grader.student.proxy import RecordedCall
from grader.student.values import PreparedCall
from grader.wire.messages import Load, Loaded


class _Worker(Protocol):
    channel: Channel

    def close(self) -> float: ...


class _Workers(Protocol):
    def open(self) -> _Worker: ...


class Session:
    """Calls one submission's functions for one assignment.

    Opening it loads the submission; `loaded` says what was found. Use as a context manager.

    Raises:
        WorkerLost: loading ended the worker, or exceeded a limit.
    """

    def __init__(
        self, workers: _Workers, assignment: Assignment, submission: Submission, limits: Limits
    ) -> None:
        self._workers = workers
        self._request = Load(
            assignment.id,
            assignment.module,
            submission.files,
            tuple((each.id, len(each.parameters)) for each in assignment.exercises),
            submission.only is not None,
        )
        self.limits = limits
        self._worker: _Worker | None = None
        self.cpu_seconds = 0.0
        self.wall_seconds = 0.0
        self.loaded: Loaded = self._open()

    def _open(self) -> Loaded:
        self._worker = self._workers.open()
        try:
            return self._worker.channel.load(self._request)
        except BaseException:
            self.close()
            raise

    def _allow_another(self) -> None:
        """Refuse a new worker to a submission whose workers have had their time."""
        limits = self.limits
        for used, allowed, kind in (
            (self.cpu_seconds, limits.total_seconds, "seconds of CPU time"),
            (self.wall_seconds, limits.total_wall_seconds, "seconds"),
        ):
            if used > allowed:
                text = f"not run, since the submission had used {allowed:g} {kind} in all"
                raise WorkerLost(Verdict.TIMEOUT, text)

    @property
    def cpu_seconds_so_far(self) -> float:
        """The CPU seconds that the submission has used, in workers that ended and in this one."""
        running = self._worker.channel.cpu_seconds() if self._worker is not None else 0.0
        return self.cpu_seconds + running

    def call_all(self, calls: Sequence[PreparedCall]) -> Iterator[RecordedCall]:
        """Send all calls at once and yield their records in order.

        Raises:
            WorkerLost: at the call that ended the worker; a later call gets a new one.
        """
        if self._worker is None:
            self._allow_another()
            self._open()
        assert self._worker is not None
        try:
            for call, outcome in zip(calls, self._worker.channel.call(calls), strict=True):
                yield RecordedCall.of(call, outcome)
        except WorkerLost:
            self.close()
            raise

    def call(self, call: PreparedCall) -> RecordedCall:
        """Make one call."""
        return next(iter(self.call_all([call])))

    def close(self) -> None:
        """End the worker, with everything that it started."""
        if self._worker is not None:
            self.wall_seconds += self._worker.channel.waited_seconds
            self.cpu_seconds += self._worker.close()
            self._worker = None

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
