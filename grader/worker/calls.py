"""The worker's conversation: load once, then answer calls in the order they come.

What a submission could reach in here is its own process only. Whatever it forges, it can say no
more than "this is what the function returned", which it could say as well by returning it.
"""

from __future__ import annotations

import os
import random
import zlib
from collections import deque
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from grader.wire.frames import MAX_REQUEST_BYTES, FrameReader, FrameType, pack
from grader.wire.messages import (
    ArrayValue,
    Call,
    Evaluate,
    Evaluated,
    FieldValue,
    GeneratorValue,
    Load,
    Raised,
    Returned,
    decode,
    encode,
)
from grader.worker.failures import describe
from grader.worker.loader import Module, load
from grader.worker.tensors import holds, to_array, to_bytes, to_tensor, to_value, type_name

_FLOATS = (torch.float32, torch.float64)
_get_torch_state = torch.get_rng_state
_seed_torch = torch.default_generator.manual_seed  # torch.manual_seed looks for GPUs as well
_seed_random = random.seed
_seed_numpy = np.random.seed
_read, _write = os.read, os.write


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

    def receive(self, answer: bool = False) -> tuple[FrameType, int, bytes]:
        """Return the next request, or the next answer to an evaluation."""
        if not answer and self._waiting:
            return self._waiting.popleft()
        while True:
            frame = self._reader.next()
            if frame is None:
                data = _read(self._descriptor, 1 << 18)
                if not data:
                    raise _GraderGone
                self._reader.feed(data)
            elif answer and frame[0] is not FrameType.EVALUATED:
                self._waiting.append(frame)
            else:
                return frame

    def send(self, frame_type: FrameType, nonce: int, body: bytes) -> None:
        left = memoryview(pack(frame_type, nonce, body))
        while left:
            left = left[_write(self._descriptor, left) :]


class Field:
    """A model callable: `field(x, t)` asks the grader, which evaluates and records it.

    x is `(B, ...)`, float32 or float64; t is `(B,)`, float32 or float64. Returns x's shape and
    dtype.

    Raises:
        ValueError: another shape of t, or a dtype that is no float.
        TypeError: x or t is not a tensor.
    """

    def __init__(self, name: str, index: int, connection: Connection, nonce: int) -> None:
        self.__name__ = name
        self._index = index
        self._connection = connection
        self._nonce = nonce
        self._returned: list[tuple[torch.Tensor, ArrayValue]] = []

    def __call__(self, x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        name = self.__name__
        for label, value in (("x", x), ("t", t)):
            if not isinstance(value, torch.Tensor):
                raise TypeError(f"{name}(x, t) wants tensors; {label} is a {type_name(value)}")
            if value.dtype not in _FLOATS:
                raise ValueError(f"{name}(x, t) wants float32; {label} has dtype {value.dtype}")
        if x.ndim == 0 or tuple(t.shape) != (x.shape[0],):
            wanted = f"({x.shape[0]},), one time a sample" if x.ndim else "(B,) with x (B, ...)"
            raise ValueError(
                f"{name}(x, t) wants t of shape {wanted}; t has shape {tuple(t.shape)} "
                f"and x has shape {tuple(x.shape)}"
            )
        request = Evaluate(self._index, to_array(x), to_array(t))
        self._connection.send(FrameType.EVALUATE, self._nonce, encode(request))
        _, _, body = self._connection.receive(answer=True)
        answer = decode(body, Evaluated).value
        returned = to_tensor(answer)
        self._returned.append((returned, answer))
        return returned

    def changed(self) -> bool:
        """Whether something that it returned was modified in place."""
        return any(to_bytes(tensor) != answer.data for tensor, answer in self._returned)


def serve(descriptor: int) -> None:
    """Answer the grader over the call socket until it closes."""
    connection = Connection(descriptor)
    module = Module()
    generators: dict[int, torch.Generator] = {}
    try:
        while True:
            frame_type, nonce, body = connection.receive()
            if frame_type is FrameType.LOAD:
                _seed_all(0)
                loaded, module = load(decode(body, Load))
                connection.send(FrameType.LOADED, nonce, encode(loaded))
            else:
                reply = _answer(decode(body, Call), nonce, module, generators, connection)
                kind = FrameType.RETURNED if isinstance(reply, Returned) else FrameType.RAISED
                connection.send(kind, nonce, encode(reply))
    except (_GraderGone, BrokenPipeError, ConnectionResetError):
        return


def _answer(
    call: Call,
    nonce: int,
    module: Module,
    generators: dict[int, torch.Generator],
    connection: Connection,
) -> Returned | Raised:
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
            proxy = Field(argument.name, argument.index, connection, nonce)
            fields.append((position, proxy))
            arguments.append(proxy)
        elif isinstance(argument, GeneratorValue):
            draws = True
            arguments.append(_generator(argument, generators))
        else:
            arguments.append(argument)
    _seed_all(_own_seed(call))
    before = _global_states() if draws else None
    try:
        value = to_value(module.functions[call.function](*arguments))
    except _GraderGone:
        raise
    except BaseException as error:  # noqa: BLE001 - a submission may raise anything at all
        return describe(error, module.places)
    modified = [str(position) for position, tensor, sent in tensors if not holds(tensor, sent)]
    modified += [f"{position} returned" for position, proxy in fields if proxy.changed()]
    advanced: list[str] = []
    if before is not None:
        advanced = [name for name, (read, state) in before.items() if read() != state]
    return Returned(value, tuple(modified), tuple(advanced))


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


def _numpy_state() -> tuple[bytes, int]:
    state: Any = np.random.get_state()
    return state[1].tobytes(), state[2]


#: what of each global generator any draw changes, as something that == compares at once
_STATES: dict[str, Callable[[], Any]] = {
    "torch": lambda: _get_torch_state().numpy().tobytes(),
    "random": random.getstate,
    "numpy.random": _numpy_state,
}
