"""The worker's side of sabotage: finds for each candidate an input on which it is wrong.

This file is sent to a worker as a submission, and stands alone. The module that it is given holds
the solution, the saboteur and the course's `draw_arguments`; a candidate is dropped where its
conditions hold for none of `INPUTS` drawn inputs, or where none of them shows the damage: an answer
counts as wrong if it is off by more than twice what 16 roundings of the arguments can do.
"""

import json
import random
import time
from collections.abc import Iterator
from itertools import islice, product
from typing import Any

import torch

INPUTS = 4000
#: inputs, simplest first, on which a damage is looked for, and those that are answered for it
_LOOKED_AT = 200
_TRIED = 6
_PERTURBED = 2.0**-20
_SHOWN = 140
_ENTRIES = 6

#: what is under way in this worker: `begin` starts it, each `go_on` does a part of it
_work: Iterator[list[Any] | None] = iter(())


def begin(module: torch.Tensor, asked: torch.Tensor) -> None:
    """Take what is asked, as the bytes of JSON: see `holder`. The answers come from `go_on`."""
    global _work
    _work = _found(bytes(module.tolist()).decode(), json.loads(bytes(asked.tolist())))


def go_on(seconds: float) -> torch.Tensor:
    """Return `[done, [[group, candidate, damage, input], ...]]` as the bytes of JSON.

    A call ends after so many seconds of CPU time, since a worker's calls may not last long.
    """
    found: list[Any] = []
    start = time.process_time()
    for step in _work:
        if step is not None:
            found.append(step)
        if time.process_time() - start > seconds:
            return _bytes([False, found])
    return _bytes([True, found])


def _bytes(answer: Any) -> torch.Tensor:
    return torch.tensor(list(json.dumps(answer).encode()), dtype=torch.uint8)


def _found(module: str, wanted: dict[str, Any]) -> Iterator[list[Any] | None]:
    """Yield what is found, and None now and then, where nothing is yet."""
    inputs = Inputs(module, wanted)
    for number, group in enumerate(wanted["groups"]):
        count = 0
        for index, candidate in enumerate(group["candidates"]):
            for damage, shown in inputs.damages(candidate):
                if count < group["wanted"]:
                    yield [number, index, damage, shown]
                    count += 1
            if count >= group["wanted"]:
                break
            yield None


class Inputs:
    """Drawn arguments of one exercise, simplest first, and what the solution makes of them."""

    def __init__(self, module: str, wanted: dict[str, Any]) -> None:
        self.space: dict[str, Any] = {"__name__": "module"}
        exec(compile(module, "module", "exec"), self.space)  # noqa: S102 - in the worker
        self.exercise = wanted["exercise"]
        self.parameters = wanted["parameters"]
        self.conditions = wanted["conditions"]
        self.error_allowed = wanted["error_allowed"]
        rng = random.Random(self.exercise)  # noqa: S311 - the same inputs each time
        drawn = [self.space["draw_arguments"](self.parameters, rng) for _ in range(INPUTS)]
        self.drawn = sorted(drawn, key=_size)
        torch.set_printoptions(threshold=_ENTRIES, edgeitems=2, linewidth=_SHOWN)  # type: ignore[no-untyped-call]
        self._held: dict[str, set[int]] = {}
        self._refused: dict[int, bool] = {}
        self._answers: dict[int, tuple[torch.Tensor, torch.Tensor] | None] = {}

    def damages(self, candidate: list[Any]) -> list[tuple[str, str]]:
        """Return the damage of an answer and that of a refusal which show somewhere, with where.

        `turn` says which damage of an answer is tried first.
        """
        kind, turn, *what = candidate
        if kind == "change":
            name, code = what
            shown = self._shows_change(name, code)
            return [("change", shown)] if shown else []
        held = [self._holding(self.conditions[index]) for index in what]
        everywhere = sorted(set.intersection(*held))[:_LOOKED_AT] if all(held) else []
        found = []
        for way in (self._damaged(everywhere, turn), self._not_refused(everywhere)):
            if way is not None:
                found.append((way[0], self._told(way[1])))
        return found

    def _damaged(self, everywhere: list[int], turn: int) -> tuple[str, int] | None:
        answered = list(islice((k for k in everywhere if not self._refuses(k)), _TRIED))
        names = [*self.space["DAMAGES"], "an error"]
        start = turn % len(names)
        ways = product(names[start:] + names[:start], answered)
        return next((way for way in ways if self._shows(*way)), None)

    def _not_refused(self, everywhere: list[int]) -> tuple[str, int] | None:
        refused = next((k for k in everywhere if self._refuses(k)), None)
        return None if refused is None else ("no refusal", refused)

    def _holding(self, code: str) -> set[int]:
        """Return the inputs for which a condition holds; that about calls holds for any."""
        if code not in self._held:
            compiled = compile(code or "True", "condition", "eval")
            self._held[code] = {
                index
                for index, arguments in enumerate(self.drawn)
                if bool(eval(compiled, {"torch": torch}, arguments))  # noqa: S307
            }
        return self._held[code]

    def _answer(self, index: int) -> tuple[torch.Tensor, torch.Tensor] | None:
        """Return the right answer and what 16 roundings can do to it, remembered.

        None stands for an input that the solution cannot take: it is outside the domain.
        """
        if index not in self._answers:
            try:
                answer = self._run(self.drawn[index])
                moved = self._run(_moved(self.drawn[index]))
            except Exception:  # noqa: BLE001 - whatever a solution raises there
                self._answers[index] = None
            else:
                same = moved.shape == answer.shape
                self._answers[index] = answer, (moved - answer).abs() if same else answer.abs()
        return self._answers[index]

    def _refuses(self, index: int) -> bool:
        """Return whether the solution raises ValueError before it asks a model."""
        if index not in self._refused:
            arguments = map(self.space["unasked"], self._arguments(self.drawn[index]))
            self._refused[index] = False
            try:
                self.space["SOLUTION"][self.exercise](*arguments)
            except ValueError:
                self._refused[index] = True
            except Exception:  # noqa: BLE001, S110 - a model was asked, or the input is outside
                pass
        return self._refused[index]

    def _run(self, drawn: dict[str, Any]) -> torch.Tensor:
        """Return the solution's answer, of several parts the first."""
        answer = self.space["SOLUTION"][self.exercise](*self._arguments(drawn))
        found = answer[0] if isinstance(answer, tuple) else answer
        assert isinstance(found, torch.Tensor)
        return found

    def _arguments(self, drawn: dict[str, Any]) -> list[Any]:
        return [_argument(drawn, name, kind) for name, kind in self.parameters.items()]

    def _shows(self, damage: str, index: int) -> bool:
        answered = self._answer(index)
        if answered is None:
            return False
        answer, doubt = answered
        if damage == "an error":
            allowed = self.error_allowed or "False"
            return not eval(allowed, {"torch": torch}, self.drawn[index])  # noqa: S307
        return _differs(self.space["DAMAGES"][damage](answer), answer, doubt)

    def _shows_change(self, name: str, code: str) -> str:
        for index, drawn in enumerate(self.drawn):
            value = eval(code, {"torch": torch}, drawn)  # noqa: S307
            if _same(value, drawn[name]) or self._refuses(index):
                continue
            answered = self._answer(index)
            if answered and _differs(self._run({**drawn, name: value}), *answered):
                return self._told(index)
        return ""

    def _told(self, index: int) -> str:
        arguments = self.drawn[index]
        text = ", ".join(f"{name} = {_text(value)}" for name, value in arguments.items())
        return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _size(drawn: dict[str, Any]) -> int:
    return sum(
        value.numel() if isinstance(value, torch.Tensor) else value if type(value) is int else 0
        for value in drawn.values()
    )


def _moved(drawn: dict[str, Any]) -> dict[str, Any]:
    rng = torch.Generator().manual_seed(0)
    return {
        name: value * (1 + _PERTURBED * torch.randn(value.shape, generator=rng).sign())
        if isinstance(value, torch.Tensor)
        else value
        for name, value in drawn.items()
    }


def _argument(drawn: dict[str, Any], name: str, kind: str) -> Any:
    if name in drawn:
        value = drawn[name]
        return value.clone() if isinstance(value, torch.Tensor) else value
    if kind.endswith("Generator"):
        return torch.Generator().manual_seed(1)
    if "Callable" not in kind:
        raise LookupError(f"draw_arguments says nothing of {name}: {kind or 'without annotation'}")
    return _model


def _model(x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
    time = t.reshape(-1, *[1] * (x.ndim - 1))
    return 0.7 * x + 1.1 * time + 0.3 + 0.4 * torch.sin(2 * x + 3 * time)


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, torch.Tensor):
        return bool(torch.equal(left, right))
    return bool(left == right)


def _differs(wrong: torch.Tensor, right: torch.Tensor, doubt: torch.Tensor) -> bool:
    if wrong.shape != right.shape or wrong.dtype != right.dtype:
        return True
    finite = torch.isfinite(right)
    if not torch.equal(finite, torch.isfinite(wrong)):
        return True
    allowed = 2 * doubt + 2 * _PERTURBED * right.abs().clamp(min=1)
    return bool(((wrong - right).abs() > allowed)[finite].any())


def _text(value: Any) -> str:
    if not isinstance(value, torch.Tensor):
        return f"{value:.4g}" if isinstance(value, float) else repr(value)
    text = " ".join(str(value).removeprefix("tensor(").removesuffix(")").split())
    return text if value.numel() <= _ENTRIES else f"{text} of shape {tuple(value.shape)}"
