"""Starts what workers come from: a zygote where the system can fork one, else plain processes."""

from __future__ import annotations

from grader.host.forked import ForkedWorkers
from grader.host.isolation import Level
from grader.host.spawn import can_fork
from grader.host.subprocess_workers import SubprocessWorkers
from grader.host.worker import Workers
from grader.limits import Limits
from grader.wire.control import Layer


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
