"""Optimisers find what they ask of torch's compiler; whoever asks for more gets the real one."""

from __future__ import annotations

import importlib
import sys
from types import SimpleNamespace

import pytest
import torch

from grader.worker import compiler

_NAME = "torch._dynamo"


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.delitem(sys.modules, _NAME, raising=False)
    monkeypatch.setitem(vars(torch), "_dynamo", None)  # asked for by its name, it is imported
    compiler.put_off_the_compiler()
    found = sys.modules[_NAME]
    # put back afterwards what another test may have imported
    monkeypatch.setitem(sys.modules, _NAME, found)
    return found


@pytest.mark.parametrize("optimiser", [torch.optim.Adam, torch.optim.SGD, torch.optim.AdamW])
def test_an_optimiser_steps_without_the_compiler(
    stand_in: object, optimiser: type[torch.optim.Optimizer]
) -> None:
    weight = torch.nn.Parameter(torch.ones(2))
    steps = optimiser([weight], lr=0.1)  # type: ignore[call-arg]
    steps.zero_grad()
    weight.sum().backward()  # type: ignore[no-untyped-call]
    steps.step()
    assert (weight != 1).all()
    assert sys.modules[_NAME] is stand_in


def test_the_real_one_comes_when_more_is_asked(
    stand_in: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = SimpleNamespace(optimize="optimised")

    def import_module(name: str) -> object:
        assert name == _NAME
        assert name not in sys.modules
        return real

    monkeypatch.setattr(importlib, "import_module", import_module)
    assert stand_in.optimize == "optimised"  # type: ignore[attr-defined]


def test_what_it_has_not_as_a_module_is_no_reason_to_import(stand_in: object) -> None:
    assert not hasattr(stand_in, "__file__")
    assert sys.modules[_NAME] is stand_in
