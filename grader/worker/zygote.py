"""Imports torch once, then forks a worker at each request (about 10 ms instead of 2 s).

It is started by exec, so it holds no memory of the grader, and it never reads a submission or a
worker's reply. It must have one thread at every fork: a thread pool does not survive one, and the
child would wait for it for ever.
"""

from __future__ import annotations

import array
import contextlib
import gc
import os
import select
import signal
import socket
from typing import NoReturn

import msgspec

from grader.limits import MAX_CONTROL_BYTES, MAX_CONTROL_DESCRIPTORS
from grader.wire.control import Answer, End, Ended, Request, Spawn, Spawned
from grader.worker import pages, process
from grader.worker.lockdown import Plan, control_group, plan
from grader.worker.lockdown.libc import prctl

_PR_SET_CHILD_SUBREAPER = 36
#: more workers than this grade a class: then what few submissions import is imported here once
_LONG_RUN = 40
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Request).decode


def main(control_fd: int) -> None:
    """Serve the grader's requests from the control socket until it closes."""
    control = socket.socket(fileno=control_fd)
    prctl(_PR_SET_CHILD_SUBREAPER, 1)  # what a worker leaves behind becomes ours, to be killed
    planned = plan()
    _import_torch()
    live: set[int] = set()
    spawned = 0  # stays at _LONG_RUN until there is a moment to import more
    while True:
        if spawned == _LONG_RUN and not select.select([control], [], [], 0)[0]:
            _import_more()
            spawned += 1
        try:
            data, descriptors, _, _ = socket.recv_fds(
                control, MAX_CONTROL_BYTES, MAX_CONTROL_DESCRIPTORS
            )
        except ConnectionResetError:  # the grader has gone, and left an answer unread
            break
        if not data:
            break
        request = _decode(data)
        if isinstance(request, Spawn):
            pid, pidfd = _spawn(request, descriptors, control, planned)
            live.add(pid)
            spawned += spawned != _LONG_RUN
            _reply(control, Spawned(pid), [pidfd])
            os.close(pidfd)
        elif request.pid in live:
            live.discard(request.pid)
            _reply(control, _end(request, live, planned), [])
    while live:
        pid = live.pop()
        _end(End(pid), live, planned)


def _import_torch() -> None:
    """Import what workers need, with the collector off: 20 % quicker, and pages stay shared."""
    gc.disable()
    import torch

    import grader.worker.calls  # noqa: F401 - a worker should find it imported
    from grader.worker.compiler import put_off_the_compiler

    put_off_the_compiler()
    torch.set_num_threads(1)
    torch.zeros(2).add_(1.0)
    torch.randn(2, generator=torch.Generator())
    point = torch.ones(2, requires_grad=True)
    (point * point).sum().backward()  # type: ignore[no-untyped-call]
    torch.linalg.solve(torch.eye(2), torch.ones(2, 1))
    gc.enable()
    gc.freeze()


def _import_more() -> None:
    """Import what `torch.func` pulls in at first use: over a second each time.

    Then have forks cost less, which is worth its price for a class alone.
    """
    gc.disable()
    import torch

    torch.func.grad(lambda x: (x * x).sum())(torch.ones(2))
    gc.enable()
    gc.freeze()
    pages.collapse()


def _reply(control: socket.socket, answer: Answer, descriptors: list[int]) -> None:
    ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))]
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the grader has gone
        control.sendmsg([_encode(answer)], ancillary if descriptors else [])


def _spawn(
    request: Spawn, descriptors: list[int], control: socket.socket, planned: Plan
) -> tuple[int, int]:
    zygote = os.getpid()
    pid = os.fork()
    if pid == 0:
        _become_worker(request, descriptors[0], control, planned, zygote)
    for descriptor in descriptors:
        os.close(descriptor)
    return pid, os.pidfd_open(pid)


def _become_worker(
    request: Spawn, call_fd: int, control: socket.socket, planned: Plan, zygote: int
) -> NoReturn:
    try:
        os.setsid()
        planned = process.take_descriptors(call_fd, planned)
        control.detach()  # its number is closed or reused by now
        process.run(planned, request, zygote)
    finally:
        os._exit(1)


def _end(request: End, live: set[int], planned: Plan) -> Ended:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(request.pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.kill(request.pid, signal.SIGKILL)
    _, status, usage = os.wait4(request.pid, 0)
    _kill_orphans(live)
    if planned.group is not None:
        control_group.remove(planned.group, os.getpid(), request.pid)
    code = os.waitstatus_to_exitcode(status)
    return Ended(max(code, 0), -code if code < 0 else None, usage.ru_utime + usage.ru_stime)


def _kill_orphans(live: set[int]) -> None:
    """Kill and reap the children that are no worker of ours: daemons that a worker left."""
    while True:
        with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as children:
            orphans = {int(pid) for pid in children.read().split()} - live
        if not orphans:
            return
        for pid in orphans:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)
