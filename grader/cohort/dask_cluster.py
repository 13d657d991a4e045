"""Grades on a Dask cluster: `--dask ADDRESS`, where workers have this checkout and its packages.

A plugin starts a thread on each worker that makes the grader, with a zygote, and lives as long as
the worker: `setup` itself must not block the worker's event loop, and the pool of tasks would give
a thread to whoever comes. Chunks go in a sliding window; a chunk whose worker dies is the run's to
try again, so the scheduler retries nothing. Certificates for tls:// are those
of Dask's own settings.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import msgspec

from grader.cohort.chunks import Sink, Work
from grader.cohort.core import ChunkGrader, Grader
from grader.cohort.dask_address import refuse_plain_text
from grader.cohort.records import Chunk, Graded, Node, Setting
from grader.errors import ClassError, GraderError
from grader.limits import CHUNKS_AHEAD, CLUSTER_SECONDS, MAX_IDLE_DEATHS

try:
    import distributed
except ImportError:
    raise ClassError(
        "--dask needs Dask: .venv/bin/python -m pip install -c .ci/lock.txt -e '.[cluster]'"
    ) from None

_NAME = "grader-class"
_encode = msgspec.msgpack.encode


def _later(keys: tuple[bytes, ...]) -> None:
    """Hand nothing back before the chunk is done: a task answers once."""


class GradingThread(distributed.WorkerPlugin):  # type: ignore[misc]
    """What a worker of the cluster holds: a thread with a grader, and a queue of chunks."""

    name = _NAME

    def __init__(self, setting: Setting, make: Callable[[Setting], Grader] = ChunkGrader) -> None:
        self._setting = setting
        self._make = make

    def setup(self, worker: distributed.Worker) -> None:
        """Start the thread; returns at once."""
        self._queue: queue.SimpleQueue[tuple[Chunk, Future[Graded]] | None] = queue.SimpleQueue()
        self._node: Future[Node] = Future()
        self._thread = threading.Thread(target=self._serve, name=_NAME, daemon=True)
        self._thread.start()
        worker._grader_class = self

    def teardown(self, worker: distributed.Worker) -> None:  # noqa: ARG002 - as Dask calls it
        """Have the thread end its grader."""
        self._queue.put(None)

    def _serve(self) -> None:
        try:
            with self._make(self._setting) as grader:
                self._node.set_result(grader.node)
                while (asked := self._queue.get()) is not None:
                    chunk, answer = asked
                    try:
                        answer.set_result(grader.grade(chunk.handed, _later))
                    except Exception as error:  # noqa: BLE001 - told to whoever waits for it
                        answer.set_exception(error)
        except Exception as error:  # noqa: BLE001 - as above
            if not self._node.done():
                self._node.set_exception(error)

    def __getstate__(self) -> dict[str, Any]:
        return {"_setting": self._setting, "_make": self._make}

    def grade(self, chunk: Chunk) -> tuple[Node, Graded]:
        """Have a chunk graded by the thread, and wait for it."""
        node = self._node.result()
        answer: Future[Graded] = Future()
        self._queue.put((chunk, answer))
        return node, answer.result()


def _grade(data: bytes) -> tuple[bytes, str, int]:
    """Grade a chunk on a worker: what a task does. Returns an answer, or an error and its code."""
    plugin: GradingThread = distributed.get_worker()._grader_class
    try:
        node, graded = plugin.grade(msgspec.msgpack.decode(data, type=Chunk))
    except GraderError as error:
        return b"", str(error), error.exit_code
    return _encode((node, graded)), "", 0


class DaskCluster:
    """A Dask cluster that grades. A context manager.

    Raises:
        ClassError: it cannot be reached, has no workers, or would send a class in plain text.
    """

    def __init__(
        self,
        address: str,
        setting: Setting,
        make: Callable[[Setting], Grader] = ChunkGrader,
    ) -> None:
        refuse_plain_text(address)
        # what is told of a scheduler that is gone is told by us, in one line
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        try:
            self._client = distributed.Client(
                address, timeout=CLUSTER_SECONDS, set_as_default=False
            )
            workers = self._client.scheduler_info(n_workers=-1)["workers"]
        except TypeError:  # as Dask says that it has none
            raise ClassError(
                f"--dask {address}: TLS needs certificates: set Dask's own distributed.comm.tls, "
                "or DASK_DISTRIBUTED__COMM__TLS__CA_FILE, ...__CLIENT__CERT and ...__CLIENT__KEY"
            ) from None
        except (OSError, TimeoutError, ValueError, RuntimeError) as error:
            first = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise ClassError(f"--dask {address}: cannot be reached ({first})") from None
        if not workers:
            self._client.close()
            raise ClassError(f"--dask {address}: has no workers: start some, with --nthreads 1")
        self.cores = len(workers)
        self._address = address
        self._client.run_on_scheduler(_refuse_retries)
        self._client.register_plugin(GradingThread(setting, make), name=_NAME)

    def run(self, work: Work, sink: Sink) -> None:
        """Grade until nothing is left, with a few chunks waiting at each worker.

        Raises:
            GraderError: a worker cannot grade, or the scheduler is gone.
        """
        try:
            self._run(work, sink)
        except (distributed.client.FutureCancelledError, OSError) as error:
            raise ClassError(
                f"--dask {self._address}: the scheduler is gone ({type(error).__name__}). What was "
                "graded is kept: start again to go on"
            ) from None

    def _run(self, work: Work, sink: Sink) -> None:
        under_way: dict[str, Chunk] = {}
        done = distributed.as_completed(loop=self._client.loop)
        deaths = 0

        def send() -> bool:
            chunk = work.take()
            if chunk is None:
                return False
            future = self._client.submit(_grade, _encode(chunk), pure=False, retries=0)
            under_way[future.key] = chunk
            done.add(future)
            return True

        while True:
            while len(under_way) < CHUNKS_AHEAD * self.cores and send():
                pass
            if not under_way:
                return
            future = next(done)
            chunk = under_way.pop(future.key)
            if future.status == "finished":
                deaths = 0
                self._heard(future.result(), chunk, work, sink)
                future.release()
                continue
            error = future.exception() if future.status == "error" else None
            if not isinstance(error, distributed.scheduler.KilledWorker):
                raise error or distributed.client.FutureCancelledError(future.key, "cancelled")
            deaths += 1
            if deaths > MAX_IDLE_DEATHS:
                raise ClassError(
                    f"--dask {self._address}: its workers end one after the other. What was graded "
                    "is kept"
                )
            if (lost := work.died(chunk)) is not None:
                deaths = 0
                sink.lost(lost)

    def _heard(self, answer: tuple[bytes, str, int], chunk: Chunk, work: Work, sink: Sink) -> None:
        data, problem, _ = answer
        if problem:
            raise ClassError(f"--dask {self._address}: a worker cannot grade: {problem}")
        node, graded = msgspec.msgpack.decode(data, type=tuple[Node, Graded])
        sink.joined(node)
        work.put_back(chunk, graded.rest)
        sink.graded(graded)

    def __enter__(self) -> DaskCluster:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(Exception):  # the scheduler may be gone
            self._client.unregister_worker_plugin(_NAME)
        self._client.close()


def _refuse_retries(dask_scheduler: Any) -> None:
    """Have the scheduler tell of a dead worker at once: the run knows what to do then."""
    dask_scheduler.allowed_failures = 0
