"""Where workers come from: a zygote where the system can fork one, else plain processes."""

from __future__ import annotations

import os
import sys
from typing import Protocol

from grader.host.channel import Conversation
from grader.host.forked import ForkedWorkers
from grader.host.isolation import Level
from grader.host.processes import WorkerProcesses
from grader.host.spawn import SetupProblem, can_fork
from grader.host.subprocess_workers import SubprocessWorkers
from grader.limits import Limits
from grader.wire.control import Layer


class Worker(Protocol):
    """Whatever holds one submission and answers calls."""

    @property
    def channel(self) -> Conversation:
        """What is said to it, and its answers."""

    def close(self) -> float:
        """End the worker with all it started; return the CPU seconds it used."""


class Workers(Protocol):
    """Where workers come from."""

    @property
    def limits(self) -> Limits:
        """What each of its workers may use."""

    @property
    def isolation(self) -> str:
        """The level of isolation and its layers, in one line for reports."""

    def open(self) -> Worker:
        """Return a worker that has read nothing of a submission."""


def start(
    limits: Limits = Limits(),  # noqa: B008 - frozen
    plain: bool = False,
    *,
    without: tuple[Layer, ...] = (),
    required: Level = Level.PLAIN,
) -> WorkerProcesses:
    """Start what workers come from; returns at once, while torch is still being imported.

    Every worker that is opened must be held by `required` at least. `without` leaves layers of the
    lock-down out: how tests stand for lesser machines.

    Raises:
        SetupProblem: this system does not show the processes that it runs.
    """
    if sys.platform == "linux" and not os.path.exists("/proc/self/statm"):
        raise SetupProblem("there is no /proc, by which workers are limited and watched: mount it")
    kind = SubprocessWorkers if plain or not can_fork() else ForkedWorkers
    return kind(limits, without, required)
