"""A submission of one assignment, kept in a worker that is replaced when it is lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from grader.host.lost import WorkerLost
from grader.host.proxy import RecordedCall
from grader.host.values import PreparedCall
from grader.host.workers import Worker, Workers
from grader.limits import MAX_NOTICES, TOLD_AT, Limits
from grader.model import Assignment, Submission
from grader.results import Verdict
from grader.wire.messages import Load, Loaded


@dataclass
class Spent:
    """What workers of a submission that have ended used: seconds of CPU time, and of waiting."""

    cpu_seconds: float = 0.0
    wall_seconds: float = 0.0


class Session:
    """Calls one submission's functions for one assignment.

    Opening it loads the submission; `loaded` says what was found. What its workers use is added to
    `spent`, which several sessions of one submission share. Use as a context manager.

    Raises:
        WorkerLost: loading ended the worker, or exceeded a limit.
    """

    def __init__(
        self,
        workers: Workers,
        assignment: Assignment,
        submission: Submission,
        limits: Limits,
        spent: Spent | None = None,
    ) -> None:
        self._workers = workers
        own = {exercise.id for exercise in assignment.exercises}
        self._request = Load(
            assignment.id,
            assignment.module,
            submission.files,
            tuple((exercise.id, len(exercise.parameters)) for exercise in assignment.exercises),
            submission.only is not None,
            tuple(module for module in submission.modules if module != assignment.module),
            tuple(name for name in submission.exercises if name not in own),
            load_seconds=TOLD_AT * limits.load_seconds,
            call_seconds=TOLD_AT * limits.call_seconds,
            training_seconds=TOLD_AT * limits.training_seconds,
            wall_seconds=TOLD_AT * limits.call_wall_seconds,
        )
        self.limits = limits
        self._worker: Worker | None = None
        self.loading_seconds = 0.0  # of CPU, in the worker that loaded last
        self.spent = spent or Spent()
        self._allow_another()
        self.loaded: Loaded = self._open_or_carefully()

    def _open_or_carefully(self) -> Loaded:
        """Load the whole file, or only what the exercises need where that takes too long."""
        try:
            return self._open()
        except WorkerLost as lost:
            if lost.verdict is not Verdict.TIMEOUT:
                raise
            self._request = msgspec.structs.replace(self._request, careful=True)
            try:
                loaded = self._open()
            except WorkerLost:
                raise lost from None
            notice = (
                f"{lost.message}. What no exercise needs was left out: put it under "
                '`if __name__ == "__main__":`'
            )
            return msgspec.structs.replace(loaded, notices=(notice, *loaded.notices)[:MAX_NOTICES])

    def _open(self) -> Loaded:
        """Load into a new worker, and once more where it was lost by nothing the submission did."""
        try:
            return self._load()
        except WorkerLost as lost:
            if lost.verdict is not Verdict.GRADER_ERROR:
                raise
            return self._load()

    def _load(self) -> Loaded:
        self._worker = self._workers.open()
        try:
            loaded = self._worker.channel.load(self._request, self.spent.wall_seconds)
            self.loading_seconds = self._worker.channel.cpu_seconds()
            return loaded
        except BaseException:
            self.close()
            raise

    def _open_again(self) -> None:
        """Load into a new worker, which must find what the first one found."""
        loaded = self._open()
        if loaded.exercises != self.loaded.exercises:
            self.close()
            raise WorkerLost(
                Verdict.ERROR,
                "the file defines other functions each time it is loaded: what it defines must not "
                "depend on time or chance",
            )

    def _allow_another(self) -> None:
        """Refuse a new worker to a submission whose workers have had their time."""
        limits = self.limits
        for used, allowed, kind in (
            (self.spent.cpu_seconds, limits.total_seconds, "seconds of CPU time"),
            (self.spent.wall_seconds, limits.total_wall_seconds, "seconds"),
        ):
            if used > allowed:
                text = f"not run, since the submission had used {allowed:g} {kind} in all"
                raise WorkerLost(Verdict.TIMEOUT, text)

    @property
    def cpu_seconds_so_far(self) -> float:
        """The CPU seconds that the submission has used, in workers that ended and in this one."""
        running = self._worker.channel.cpu_seconds() if self._worker is not None else 0.0
        return self.spent.cpu_seconds + running

    def call_all(self, calls: Sequence[PreparedCall]) -> Iterator[RecordedCall]:
        """Send all calls at once and yield their records in order.

        Where the grader's own process was ended from outside, what is left is sent once more.

        Raises:
            WorkerLost: at the call that ended the worker; a later call gets a new one.
        """
        answered = 0
        try:
            for record in self._records(calls):
                answered += 1
                yield record
        except WorkerLost as lost:
            if lost.verdict is not Verdict.GRADER_ERROR:
                raise
            yield from self._records(calls[answered:])

    def _records(self, calls: Sequence[PreparedCall]) -> Iterator[RecordedCall]:
        if self._worker is None:
            self._allow_another()
            self._open_again()
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
            self.spent.wall_seconds = self._worker.channel.waited_seconds
            self.spent.cpu_seconds += self._worker.close()
            self._worker = None

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
