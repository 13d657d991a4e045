"""The worker's conversation: load once, then answer calls in the order they come.

What a submission could reach in here is its own process only. Whatever it forges, it can say no
more than "this is what the function returned", which it could say as well by returning it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from typing import Any, TextIO

import msgspec
import torch

from grader.limits import LOOKED_AT, MAX_EVALUATED_ELEMENTS, MAX_RECURSION
from grader.wire.frames import FrameType
from grader.wire.messages import (
    Call,
    Evaluate,
    Frame,
    Load,
    Modified,
    Raised,
    Returned,
    decode,
    encode,
)
from grader.wire.values import (
    ArrayValue,
    FieldValue,
    FormulaValue,
    GeneratorValue,
    NetworkValue,
)
from grader.worker.alarm import Alarm
from grader.worker.connection import Connection, GraderGone
from grader.worker.failures import describe
from grader.worker.fields import Field
from grader.worker.formulas import evaluator
from grader.worker.generators import (
    Passed,
    global_states,
    own_seed,
    pass_on,
    seed_all,
    uses_since,
)
from grader.worker.module import Module, load
from grader.worker.networks import Asked, Network, weights_of
from grader.worker.printed import Printed
from grader.worker.tensors import holds, parts, to_array, to_tensor, to_value


class _Worker:
    """What one worker keeps between requests: the module, its generators and its clocks."""

    def __init__(self, descriptor: int) -> None:
        self.connection = Connection(descriptor)
        self.printed = Printed()
        self.quiet: TextIO | None = None  # what it stands for: if closed, so is descriptor 1
        self._alarm = Alarm(self._tell)
        self._module = Module()
        self._generators: dict[int, Passed] = {}
        #: of each function, what its last call returned
        self._returned: dict[str, Sequence[tuple[torch.Tensor, ArrayValue]]] = {}
        self._nonce = 0
        self._seconds = 0.0, 0.0
        self._training_seconds = 0.0

    def _tell(self, line: Frame) -> None:
        self.connection.interrupt(FrameType.RUNNING, self._nonce, encode(line))

    def load(self, nonce: int, request: Load) -> None:
        self._nonce = nonce
        self._seconds = request.call_seconds, request.wall_seconds
        self._training_seconds = request.training_seconds
        seed_all(0)
        shortest = min(request.call_seconds, request.training_seconds)
        self._alarm.tick(LOOKED_AT * shortest, LOOKED_AT * request.wall_seconds)
        loaded, self._module = load(request, self._alarm)
        # not before: what is read may be nested as deep as a limit allows, and in C
        sys.setrecursionlimit(max(sys.getrecursionlimit(), MAX_RECURSION))
        self.connection.send(FrameType.LOADED, nonce, encode(loaded))

    def answer(self, nonce: int, call: Call) -> None:
        self._nonce = nonce
        reply = self._reply(nonce, call)
        kind = FrameType.RETURNED if isinstance(reply, Returned) else FrameType.RAISED
        self.connection.send(kind, nonce, encode(reply))

    def _ask(
        self, nonce: int, index: int, x: torch.Tensor, t: torch.Tensor
    ) -> tuple[torch.Tensor, bytes]:
        """Have the grader evaluate a model, and record it.

        Raises:
            RuntimeError: x would not fit a frame; no exercise asks for as much.
        """
        if x.numel() > MAX_EVALUATED_ELEMENTS:
            raise RuntimeError(f"the model was given an x of shape {tuple(x.shape)}: too large")
        answer = self.connection.evaluate(nonce, Evaluate(index, to_array(x), to_array(t)))
        return to_tensor(answer), answer.data

    def _reply(self, nonce: int, call: Call) -> Returned | Raised:
        arguments: list[Any] = []
        tensors: list[tuple[int, torch.Tensor, ArrayValue]] = []
        fields: list[tuple[int, Field]] = []
        asked: list[Asked] = []
        given: Passed | None = None
        seconds = self._seconds
        if call.takes_long:
            seconds = self._training_seconds, seconds[1]
        for position, argument in enumerate(call.arguments):
            if isinstance(argument, ArrayValue):
                tensor = to_tensor(argument)
                tensors.append((position, tensor, argument))
                arguments.append(tensor)
            elif isinstance(argument, FieldValue | FormulaValue):
                ask = (
                    evaluator(argument.tokens)
                    if isinstance(argument, FormulaValue)
                    else partial(self._ask, nonce, argument.index)
                )
                differentiable = isinstance(argument, FieldValue) and argument.differentiable
                proxy = Field(argument.name, ask, differentiable)
                fields.append((position, proxy))
                arguments.append(proxy)
            elif isinstance(argument, NetworkValue):
                network = Network(argument)
                asked.append(network.asked)
                arguments.append(network)
            elif isinstance(argument, GeneratorValue):
                given = pass_on(argument, self._generators)
                arguments.append(given.generator)
            elif isinstance(argument, str):
                # as a literal is in the student's own tests, where `is` finds it equal
                arguments.append(sys.intern(argument))
            else:
                arguments.append(argument)
        seed_all(own_seed(call, 0 if given is None else given.turn))
        before = None if given is None else global_states()
        self.printed.forget()
        try:
            self._alarm.tell_after(*seconds)
            try:  # a context manager of Python's would take longer than short answers do
                result = self._module.functions[call.function](*arguments)
                weights = weights_of(result)
                value = to_value(result if weights is None else weights)
                returned = parts(result, value) if weights is None else ()
                # a backward pass may be the submission's own code: in its time, behind its `except`
                gradients = tuple(g for _, proxy in fields for g in proxy.gradients(result))
            finally:
                self._alarm.tell_no_more()
        except GraderGone:
            raise
        except BaseException as error:  # noqa: BLE001 - a submission may raise anything at all
            raised = describe(error, self._module.known)
            modified = () if raised.out_of_memory else _modified(tensors, fields, ())
            return msgspec.structs.replace(raised, printed=self.printed.text, modified=modified)
        finally:
            for _, proxy in fields:
                proxy.end()
        uses = () if before is None else uses_since(before)
        shown = asked[0].sent() if asked else ()
        changes = _modified(tensors, fields, self._returned.get(call.function, ()))
        self._returned[call.function] = returned
        evaluated = sum(proxy.answered for _, proxy in fields)
        reseeded = given is not None and given.reseeded
        told = self.printed.text
        return Returned(value, changes, uses, told, gradients, shown, evaluated, reseeded)


def _modified(
    tensors: Sequence[tuple[int, torch.Tensor, ArrayValue]],
    fields: Sequence[tuple[int, Field]],
    returned: Sequence[tuple[torch.Tensor, ArrayValue]],
) -> tuple[Modified, ...]:
    """Return what a call has changed in place: arguments, answers, and what was returned before."""
    modified = [Modified(place) for place, tensor, sent in tensors if not holds(tensor, sent)]
    modified += [Modified(place, "answer") for place, proxy in fields if proxy.changed()]
    if not all(holds(tensor, sent) for tensor, sent in returned):
        modified.append(Modified(0, "result"))
    return tuple(modified)


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
    except (GraderGone, BrokenPipeError, ConnectionResetError):
        return
