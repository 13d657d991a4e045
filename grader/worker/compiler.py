"""Puts off an import of over two seconds that optimisers make, and hardly one of them needs.

Every optimiser of torch imports its compiler at its first step, to tell it what not to compile. A
worker compiles nothing. So the compiler's module is one that has the two functions which are called
for this, doing nothing, and becomes the real one as soon as anything else is asked of it.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any, TypeVar

import torch

_NAME = "torch._dynamo"
_Function = TypeVar("_Function")


class _Compiler(ModuleType):
    """Stands for the compiler's module until that is needed."""

    @staticmethod
    def graph_break(*_: Any, **__: Any) -> None:
        """Do nothing: there is no graph to break."""

    @staticmethod
    def disable(function: _Function, *_: Any, **__: Any) -> _Function:
        """Return the function: it is not compiled as it is."""
        return function

    def __getattr__(self, name: str) -> Any:
        # a module is asked for these by the machinery of imports, and has none where it has none
        if name.startswith("__") and name != "__path__":
            raise AttributeError(f"module {_NAME!r} has no attribute {name!r}")
        if sys.modules.get(_NAME) is self:
            del sys.modules[_NAME]
        return getattr(importlib.import_module(_NAME), name)


def put_off_the_compiler() -> None:
    """Have torch's compiler imported where it is used, and not by the first optimiser."""
    if _NAME not in sys.modules:
        sys.modules[_NAME] = torch._dynamo = _Compiler(_NAME)
