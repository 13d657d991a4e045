"""Where workers come from: a zygote where the system can fork one, plain subprocesses elsewhere."""

from __future__ import annotations

from typing import Protocol

from grader.host.channel import Channel
from grader.host.forked import ForkedWorkers
from grader.host.isolation import Level
from grader.host.spawn import can_fork
from grader.host.subprocess_workers import SubprocessWorkers
from grader.limits import Limits
from grader.wire.control import Layer


class Worker(Protocol):
    """A process that holds one submission and answers calls."""

    channel: Channel

    def close(self) -> float:
        """Kill and reap the worker with all it started; return the CPU seconds it used."""


class Workers(Protocol):
    """Where workers come from."""

    cpu_seconds: float  # of all workers that were closed

    @property
    def layers(self) -> tuple[Layer, ...]:
        """What holds its workers: the least of what held those so far."""

    @property
    def isolation(self) -> str:
        """The level of isolation and its layers, in one line for reports."""

    def open(self) -> Worker:
        """Start a worker that has loaded nothing yet."""

    def close(self) -> None:
        """End everything that was started."""


def start(
    limits: Limits = Limits(),  # noqa: B008 - frozen
    plain: bool = False,
    *,
    without: tuple[Layer, ...] = (),
    required: Level = Level.PLAIN,
) -> Workers:
    """Start what workers come from; returns at once, while torch is still being imported.

    Every worker that is opened must be held by `required` at least. `without` leaves layers of the
    lock-down out: how tests stand for lesser machines.
    """
    kind = SubprocessWorkers if plain or not can_fork() else ForkedWorkers
    return kind(limits, without, required)
