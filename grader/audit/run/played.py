"""Answers calls as a wrong idea would: what makes an idea of misconceptions.py its own mutant.

The idea is the course's own code, so no worker runs it. The solution answers every call in a worker
first, and where it refuses, so does the idea: the refusals of an exercise belong to no idea.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from grader.authoring.playing import MISFITS, Replay
from grader.authoring.slips import slip_of
from grader.errors import AuthoringError
from grader.host.channel import Conversation, Outcome
from grader.host.values import Evaluation, Generator, Model, PreparedCall, to_wire
from grader.host.workers import Worker, Workers
from grader.limits import MAX_FIRST_LINE_CHARACTERS, Limits
from grader.model import Misconception
from grader.wire.messages import Load, Loaded, Raised, Returned
from grader.wire.values import TupleValue

#: a file that is handed in beside the solution, and names the idea by its place in the catalogue
IDEA = "played.idea"

_Plays = Mapping[str, Callable[..., Any]]


class PlayedWorkers:
    """Workers that answer as an idea where a submission names one, else as the submission does.

    `ideas` is the catalogue of the assignment.
    """

    def __init__(self, workers: Workers, ideas: Sequence[Misconception]) -> None:
        self._workers = workers
        self._ideas = ideas

    @property
    def limits(self) -> Limits:
        return self._workers.limits

    @property
    def isolation(self) -> str:
        return self._workers.isolation

    def open(self) -> Worker:
        return _PlayedWorker(self._workers.open(), self._ideas)


class _PlayedWorker:
    def __init__(self, worker: Worker, ideas: Sequence[Misconception]) -> None:
        self._worker = worker
        self.channel = _PlayedChannel(worker.channel, ideas)

    def close(self) -> float:
        return self._worker.close()


class _PlayedChannel:
    """A worker's channel, with the answers of an idea in the place of the solution's."""

    def __init__(self, channel: Conversation, ideas: Sequence[Misconception]) -> None:
        self._channel = channel
        self._ideas = ideas
        self._idea: Misconception | None = None
        self._generators: dict[int, np.random.Generator] = {}

    @property
    def waited_seconds(self) -> float:
        return self._channel.waited_seconds

    def cpu_seconds(self) -> float:
        return self._channel.cpu_seconds()

    def load(self, request: Load, waited_seconds: float = 0.0) -> Loaded:
        files = dict(request.files)
        if (place := files.pop(IDEA, None)) is not None:
            self._idea = self._ideas[int(place)]
            request = msgspec.structs.replace(request, files=tuple(files.items()))
        loaded = self._channel.load(request, waited_seconds)
        entries = tuple(  # an idea calls no other exercise, whatever the solution does
            msgspec.structs.replace(entry, uses=()) if entry.name in self._plays() else entry
            for entry in loaded.exercises
        )
        return msgspec.structs.replace(loaded, exercises=entries)

    def call(self, calls: Sequence[PreparedCall]) -> Iterator[Outcome]:
        for call, outcome in zip(calls, self._channel.call(calls), strict=True):
            play = self._plays().get(call.function)
            refused = isinstance(outcome.reply, Raised)
            yield outcome if play is None or refused else self._played(play, call)

    def _played(self, play: Callable[..., Any], call: PreparedCall) -> Outcome:
        """Return what the idea answers and asks its models, rounded to float32."""
        arguments = [self._argument(place, call) for place in range(len(call.arguments))]
        models = [value for value in arguments if isinstance(value, Replay)]
        assert self._idea is not None
        try:
            return _outcome(play, arguments, models)
        except Exception as error:
            raise AuthoringError(f"{self._idea.id}: {slip_of(error)}") from error

    def _plays(self) -> _Plays:
        return {} if self._idea is None else self._idea.plays

    def _argument(self, place: int, call: PreparedCall) -> Any:
        """Return an argument as ideas take it: float64, models to call, generators of numpy."""
        value = call.arguments[place]
        if isinstance(value, Model):
            return Replay(value, 1.0)
        if isinstance(value, Generator):
            if place not in call.continues:
                self._generators[value.key] = np.random.default_rng(value.seed)
            return self._generators[value.key]
        return value.astype(np.float64) if isinstance(value, np.ndarray) else value


def _outcome(play: Callable[..., Any], arguments: list[Any], models: list[Replay]) -> Outcome:
    with np.errstate(all="ignore"):
        try:
            value = play(*arguments)
        except MISFITS as error:  # shapes that do not fit are what some ideas are
            text = str(error).splitlines()[0][:MAX_FIRST_LINE_CHARACTERS] if str(error) else ""
            return Outcome(Raised(("RuntimeError", "Exception"), text, ()), ())
        evaluations = tuple(
            Evaluation(_float32(x), _float32(t), _float32(told))
            for model in models
            if model.seen
            for (x, t), told in zip(model.asked, model.told, strict=True)
        )
        if value is None:
            raise TypeError("it returns nothing")
        items = value if isinstance(value, tuple) else (value,)
        sent = tuple(to_wire(_float32(item)) for item in items)
    return Outcome(
        Returned(TupleValue(sent) if isinstance(value, tuple) else sent[0], (), ()), evaluations
    )


def _float32(array: Any) -> Any:
    return np.asarray(array, dtype=np.float32)
