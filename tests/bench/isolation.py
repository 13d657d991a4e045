"""How long a locked-down worker takes to be ready: `python -m tests.bench.isolation`.

Prints medians in milliseconds, at the level that this machine gives, of a worker
- asked for, forked, locked down and ready;
- the same without any lock-down: what the lock-down itself costs is the difference;
- taken from the one that was forked ahead;
and of a whole life: taken, loaded, called once, ended and reaped.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np

from grader.host.channel import Channel
from grader.host.forked import ForkedWorkers
from grader.host.values import prepare
from grader.limits import Limits
from grader.wire.control import Layer
from grader.wire.messages import Load

_SOURCE = b"def double(x):\n    return 2 * x\n"
_LOAD = Load("00_bench", "bench", (("bench.py", _SOURCE),), (("double", 1),), True)
_NOTHING: tuple[Layer, ...] = ("own-user", "no-capabilities", "landlock", "seccomp")


def measure(rounds: int = 60) -> dict[str, float]:
    """Return each figure's median in milliseconds."""
    workers = ForkedWorkers(Limits())
    unlocked = ForkedWorkers(Limits(), without=_NOTHING)
    try:
        figures = {
            "request to ready, locked down": _median(lambda: _fork(workers), rounds),
            "request to ready, no lock-down": _median(lambda: _fork(unlocked), rounds),
            "from the spare to ready": _median(lambda: _spare(workers), rounds),
            "spare, load, one call, end": _median(lambda: _life(workers), rounds),
        }
        figures["call round trip"] = _calls(workers)
        return figures
    finally:
        workers.close()
        unlocked.close()


def _median(once: Callable[[], float], rounds: int) -> float:
    once()
    return statistics.median(once() for _ in range(rounds)) * 1000


def _fork(workers: ForkedWorkers) -> float:
    """Seconds from a request to a ready worker, with none forked ahead."""
    start = time.perf_counter()
    worker = workers.open(ahead=False)
    seconds = time.perf_counter() - start
    worker.close()
    return seconds


def _spare(workers: ForkedWorkers) -> float:
    workers.open().close()  # leaves one ahead
    time.sleep(0.05)  # which is idle by now
    start = time.perf_counter()
    worker = workers.open()
    seconds = time.perf_counter() - start
    worker.close()
    return seconds


def _life(workers: ForkedWorkers) -> float:
    time.sleep(0.05)
    start = time.perf_counter()
    worker = workers.open()
    worker.channel.load(_LOAD)
    _call(worker.channel)
    worker.close()
    return time.perf_counter() - start


def _calls(workers: ForkedWorkers) -> float:
    worker = workers.open()
    worker.channel.load(_LOAD)
    try:
        return _median(lambda: _call(worker.channel), 500)
    finally:
        worker.close()


def _call(channel: Channel) -> float:
    start = time.perf_counter()
    list(channel.call([prepare("double", [np.ones((4, 3), np.float32)], 0)]))
    return time.perf_counter() - start


def main() -> None:
    """Print every figure."""
    for name, milliseconds in measure().items():
        print(f"{name:<46} {milliseconds:>7.3g} ms")


if __name__ == "__main__":
    main()
