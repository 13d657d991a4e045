"""Processes that grade at the same time, each with a grader and workers of its own.

A process is told what to do and answers in JSON: nothing is pickled on the way. One job is under
way in each at a time, so that all end together.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection, wait
from types import TracebackType

import msgspec

from grader.audit.records import AuditError, Place
from grader.audit.run.pool_worker import Answer, Job, run_worker


class Pool:
    """Runs jobs in a number of pool, which stay ready between runs. A context manager."""

    def __init__(self, place: Place, count: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._connections: list[Connection] = []
        self._processes = []
        self._cpu_seconds = [0.0] * count
        for _ in range(count):
            ours, theirs = context.Pipe()
            process = context.Process(target=run_worker, args=(theirs, place), daemon=True)
            process.start()
            theirs.close()
            self._connections.append(ours)
            self._processes.append(process)

    @property
    def cpu_seconds(self) -> float:
        """CPU seconds that they and their workers have used."""
        return sum(self._cpu_seconds)

    def run(self, units: Sequence[Sequence[Job]]) -> Iterator[Answer]:
        """Yield the answers of all jobs as they come; one process does a unit's jobs, in order.

        Raises:
            AuditError: a process ended, or a job could not be done.
        """
        waiting = deque(deque(unit) for unit in units if unit)
        current: dict[int, deque[Job]] = {}
        for index in range(len(self._connections)):
            self._send(index, current, waiting)
        while current:
            busy = [self._connections[index] for index in current]
            for ready in wait(busy):
                assert isinstance(ready, Connection)
                index = self._connections.index(ready)
                try:
                    answer = msgspec.json.decode(ready.recv_bytes(), type=Answer)
                except EOFError:
                    raise AuditError(
                        "a process of the audit was ended: is there memory left? Take fewer of "
                        "them with --workers"
                    ) from None
                if answer.error:
                    raise AuditError(answer.error)
                self._cpu_seconds[index] = answer.cpu_seconds
                self._send(index, current, waiting)
                yield answer

    def _send(self, index: int, current: dict[int, deque[Job]], waiting: deque[deque[Job]]) -> None:
        unit = current.pop(index, None)
        if not unit:
            if not waiting:
                return
            unit = waiting.popleft()
        job = unit.popleft()
        current[index] = unit
        self._connections[index].send_bytes(msgspec.json.encode(job))

    def close(self) -> None:
        for connection in self._connections:
            connection.close()
        for process in self._processes:
            process.join(5)
            if process.is_alive():
                process.kill()
                process.join()

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
