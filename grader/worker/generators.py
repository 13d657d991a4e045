"""The global random generators: seeded for every call, and looked at for a use of them.

The functions are bound here, before any submission runs, so that one which replaces `random.seed`
breaks its own code and not a regrade.
"""

from __future__ import annotations

import ctypes
import random
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from grader.wire.messages import Call, GeneratorName, GlobalUse
from grader.wire.values import (
    ArrayValue,
    FieldValue,
    FormulaValue,
    GeneratorValue,
    NetworkValue,
)

_get_torch_state = torch.get_rng_state
_seed_torch = torch.default_generator.manual_seed  # torch.manual_seed looks for GPUs as well
_seed_random = random.seed
_seed_numpy = np.random.seed


@dataclass
class Passed:
    """A generator that calls are given, and to how many it was passed since it was seeded."""

    generator: torch.Generator
    turn: int = 0
    seed: int = 0

    @property
    def reseeded(self) -> bool:
        """Whether it has another seed than it was given: what it draws is no more what was asked.

        The same seed once more shows in its draws, which come again.
        """
        return bool(self.generator.initial_seed() != self.seed)


def pass_on(value: GeneratorValue, known: dict[int, Passed]) -> Passed:
    """Return the generator that a call is given, of those that are known by their keys."""
    if value.fresh:
        # one that is seeded anew stays the object that it was
        passed = known.setdefault(value.key, Passed(torch.Generator()))
        passed.generator.manual_seed(value.seed)
        passed.seed, passed.turn = passed.generator.initial_seed(), 0
    else:
        passed = known[value.key]
        passed.turn += 1
    return passed


def own_seed(call: Call, turn: int = 0) -> int:
    """Return a seed that other arguments change, so that no lucky draw serves every call.

    So does the `turn` of a generator that goes on from call to call.
    """
    seed = zlib.crc32(call.function.encode(), (call.global_seed + turn) & 0xFFFFFFFF)
    for argument in call.arguments:
        if isinstance(argument, ArrayValue):
            seed = zlib.crc32(argument.data, seed)
        elif isinstance(argument, GeneratorValue):  # its key differs from regrade to regrade
            seed = zlib.crc32(str(argument.seed).encode(), seed)
        elif not isinstance(argument, FieldValue | FormulaValue | NetworkValue):
            seed = zlib.crc32(repr(argument).encode(), seed)
    return seed


def seed_all(seed: int) -> None:
    """Seed the global generators: whoever draws from them gets the same on every regrade."""
    _seed_torch(seed)
    _seed_random(seed)
    _seed_numpy(seed)


def global_states() -> dict[GeneratorName, Any]:
    """Return the states of the global generators, so that a use of them shows."""
    return {name: read() for name, read in _STATES.items()}


def uses_since(before: dict[GeneratorName, Any]) -> tuple[GlobalUse, ...]:
    """Return the global generators that were drawn from since, or seeded anew."""
    used = [name for name, state in before.items() if _STATES[name]() != state]
    return tuple(GlobalUse(name, only_seeded=_IS_FRESH[name]()) for name in used)


#: numpy's state lies in memory as 624 words and a position; `get_state` takes 80 times as long
_NUMPY_GENERATOR: Any = np.random.mtrand._rand._bit_generator
_NUMPY_STATE = ctypes.c_char * (625 * 4)


def _numpy_state() -> bytes:
    return _NUMPY_STATE.from_address(_NUMPY_GENERATOR.ctypes.state_address).raw


#: what of each global generator any draw changes, as something that == compares at once
_STATES: dict[GeneratorName, Callable[[], Any]] = {
    "torch": lambda: _get_torch_state().numpy().tobytes(),
    "random": random.getstate,
    "numpy.random": _numpy_state,
}


def _torch_is_fresh() -> bool:
    """Whether torch's generator has drawn nothing since it was seeded, which its state tells."""
    seed = torch.default_generator.initial_seed()
    return bool(torch.equal(_get_torch_state(), torch.Generator().manual_seed(seed).get_state()))


#: a Mersenne twister that was just seeded stands at the end of its block of 624 words
_IS_FRESH: dict[GeneratorName, Callable[[], bool]] = {
    "torch": _torch_is_fresh,
    "random": lambda: random.getstate()[1][-1] == 624,
    "numpy.random": lambda: int.from_bytes(_numpy_state()[-4:], sys.byteorder) == 624,
}
