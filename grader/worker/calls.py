"""The worker's conversation: load once, then answer calls in the order they come.

What a submission could reach in here is its own process only. Whatever it forges, it can say no
more than "this is what the function returned", which it could say as well by returning it.
"""

from __future__ import annotations

import ctypes
import os
import random
import sys
import zlib
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any, TextIO, get_args

import msgspec
import numpy as np
import torch

from grader.wire.frames import MAX_REQUEST_BYTES, FrameReader, FrameType, pack
from grader.wire.messages import (
    ArrayValue,
    Call,
    Evaluate,
    Evaluated,
    FieldValue,
    Frame,
    GeneratorValue,
    GlobalGenerator,
    Load,
    Raised,
    Returned,
    decode,
    encode,
)
from grader.worker.alarm import Alarm
from grader.worker.failures import describe
from grader.worker.fields import Field
from grader.worker.loader import Module, load
from grader.worker.printed import Printed
from grader.worker.tensors import holds, to_tensor, to_value

_get_torch_state = torch.get_rng_state
_seed_torch = torch.default_generator.manual_seed  # torch.manual_seed looks for GPUs as well
_seed_random = random.seed
_seed_numpy = np.random.seed
_read, _write = os.read, os.write
#: more is asked of the system for memory at each read, which costs more than the read itself
_MOST_READ = 1 << 16


class _GraderGone(BaseException):
    """The grader closed the socket: the worker has nothing left to do."""


class Connection:
    """Frames over the call socket; requests that come early wait their turn.

    It reads and writes as one does a file: the lock-down allows no call that is for sockets only.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._reader = FrameReader(MAX_REQUEST_BYTES)
        self._waiting: deque[tuple[FrameType, int, bytes]] = deque()
        self._sending = False

    def receive(self, answer: bool = False) -> tuple[FrameType, int, bytes]:
        """Return the next request, or the next answer to an evaluation."""
        if not answer and self._waiting:
            return self._waiting.popleft()
        while True:
            frame = self._reader.next()
            if frame is None:
                data = _read(self._descriptor, _MOST_READ)
                if not data:
                    raise _GraderGone
                self._reader.feed(data)
            elif answer and frame[0] is not FrameType.EVALUATED:
                self._waiting.append(frame)
            else:
                return frame

    def send(self, frame_type: FrameType, nonce: int, body: bytes) -> None:
        left = memoryview(pack(frame_type, nonce, body))
        self._sending = True
        while left:
            left = left[_write(self._descriptor, left) :]
        self._sending = False

    def interrupt(self, frame_type: FrameType, nonce: int, body: bytes) -> None:
        """Send from a signal handler, unless that would cut another frame in two."""
        if not self._sending:
            self.send(frame_type, nonce, body)

    def evaluate(self, nonce: int, request: Evaluate) -> ArrayValue:
        """Have the grader evaluate a model."""
        self.send(FrameType.EVALUATE, nonce, encode(request))
        _, _, body = self.receive(answer=True)
        return decode(body, Evaluated).value


class _Worker:
    """What one worker keeps between requests: the module, its generators and its clocks."""

    def __init__(self, descriptor: int) -> None:
        self.connection = Connection(descriptor)
        self.printed = Printed()
        self.quiet: TextIO | None = None  # what it stands for: if closed, so is descriptor 1
        self._alarm = Alarm(self._tell)
        self._module = Module()
        self._generators: dict[int, torch.Generator] = {}
        self._nonce = 0
        self._seconds = 0.0, 0.0

    def _tell(self, line: Frame) -> None:
        self.connection.interrupt(FrameType.RUNNING, self._nonce, encode(line))

    def load(self, nonce: int, request: Load) -> None:
        self._nonce = nonce
        self._seconds = request.call_seconds, request.wall_seconds
        _seed_all(0)
        self._alarm.tick(0.1 * request.call_seconds, 0.1 * request.wall_seconds)
        loaded, self._module = load(request, self._alarm)
        self.connection.send(FrameType.LOADED, nonce, encode(loaded))

    def answer(self, nonce: int, call: Call) -> None:
        self._nonce = nonce
        reply = self._reply(nonce, call)
        kind = FrameType.RETURNED if isinstance(reply, Returned) else FrameType.RAISED
        self.connection.send(kind, nonce, encode(reply))

    def _reply(self, nonce: int, call: Call) -> Returned | Raised:
        arguments: list[Any] = []
        tensors: list[tuple[int, torch.Tensor, ArrayValue]] = []
        fields: list[tuple[int, Field]] = []
        draws = False
        for position, argument in enumerate(call.arguments):
            if isinstance(argument, ArrayValue):
                tensor = to_tensor(argument)
                tensors.append((position, tensor, argument))
                arguments.append(tensor)
            elif isinstance(argument, FieldValue):
                ask = partial(self.connection.evaluate, nonce)
                proxy = Field(argument.name, argument.index, ask)
                fields.append((position, proxy))
                arguments.append(proxy)
            elif isinstance(argument, GeneratorValue):
                draws = True
                arguments.append(_generator(argument, self._generators))
            else:
                arguments.append(argument)
        _seed_all(_own_seed(call))
        before = _global_states() if draws else None
        self.printed.forget()
        try:
            with self._alarm.telling(*self._seconds):
                value = to_value(self._module.functions[call.function](*arguments))
        except _GraderGone:
            raise
        except BaseException as error:  # noqa: BLE001 - a submission may raise anything at all
            raised = describe(error, self._module.known)
            return msgspec.structs.replace(raised, printed=self.printed.text)
        finally:
            for _, proxy in fields:
                proxy.end()
        modified = [str(position) for position, tensor, sent in tensors if not holds(tensor, sent)]
        modified += [f"{position} returned" for position, proxy in fields if proxy.changed()]
        advanced: list[str] = []
        if before is not None:
            advanced = [name for name, (read, state) in before.items() if read() != state]
        return Returned(value, tuple(modified), _used(advanced), self.printed.text)


def serve(descriptor: int) -> None:
    """Answer the grader over the call socket until it closes."""
    worker = _Worker(descriptor)
    worker.quiet = sys.stdout
    sys.stdout = worker.printed
    try:
        while True:
            frame_type, nonce, body = worker.connection.receive()
            if frame_type is FrameType.LOAD:
                worker.load(nonce, decode(body, Load))
            else:
                worker.answer(nonce, decode(body, Call))
    except (_GraderGone, BrokenPipeError, ConnectionResetError):
        return


def _used(advanced: list[str]) -> tuple[GlobalGenerator, ...]:
    """Return the names of the global generators that were used, and which were seeded only."""
    used = [f"{name} re-seeded" if _IS_FRESH[name]() else name for name in advanced]
    return tuple(name for name in get_args(GlobalGenerator) if name in used)


def _generator(value: GeneratorValue, known: dict[int, torch.Generator]) -> torch.Generator:
    if value.fresh:
        known[value.key] = torch.Generator().manual_seed(value.seed)
    return known[value.key]


def _own_seed(call: Call) -> int:
    """Return a seed that other arguments change, so that no lucky draw serves every call."""
    seed = zlib.crc32(call.function.encode(), call.global_seed & 0xFFFFFFFF)
    for argument in call.arguments:
        if isinstance(argument, ArrayValue):
            seed = zlib.crc32(argument.data, seed)
        elif isinstance(argument, GeneratorValue):  # its key differs from regrade to regrade
            seed = zlib.crc32(str(argument.seed).encode(), seed)
        elif not isinstance(argument, FieldValue):
            seed = zlib.crc32(repr(argument).encode(), seed)
    return seed


def _seed_all(seed: int) -> None:
    """Seed the global generators: whoever draws from them gets the same on every regrade."""
    _seed_torch(seed)
    _seed_random(seed)
    _seed_numpy(seed)


def _global_states() -> dict[str, tuple[Callable[[], Any], Any]]:
    """Remember the states of the global generators, so that a use of them shows."""
    return {name: (read, read()) for name, read in _STATES.items()}


#: numpy's state lies in memory as 624 words and a position; `get_state` takes 80 times as long
_NUMPY_GENERATOR: Any = np.random.mtrand._rand._bit_generator
_NUMPY_STATE = ctypes.c_char * (625 * 4)


def _numpy_state() -> bytes:
    return _NUMPY_STATE.from_address(_NUMPY_GENERATOR.ctypes.state_address).raw


#: what of each global generator any draw changes, as something that == compares at once
_STATES: dict[str, Callable[[], Any]] = {
    "torch": lambda: _get_torch_state().numpy().tobytes(),
    "random": random.getstate,
    "numpy.random": _numpy_state,
}


def _torch_is_fresh() -> bool:
    """Whether torch's generator has drawn nothing since it was seeded, which its state tells."""
    seed = torch.default_generator.initial_seed()
    return bool(torch.equal(_get_torch_state(), torch.Generator().manual_seed(seed).get_state()))


#: a Mersenne twister that was just seeded stands at the end of its block of 624 words
_IS_FRESH: dict[str, Callable[[], bool]] = {
    "torch": _torch_is_fresh,
    "random": lambda: random.getstate()[1][-1] == 624,
    "numpy.random": lambda: int.from_bytes(_numpy_state()[-4:], sys.byteorder) == 624,
}
