"""The lock pins all that set-up installs, within the ranges of pyproject.toml."""

from __future__ import annotations

import tomllib
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name
from packaging.version import Version

from grader.catalogue import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DECLARED = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
LOCK = {
    canonicalize_name(requirement.name): requirement
    for requirement in (
        Requirement(line)
        for line in (ROOT / ".ci" / "lock.txt").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    )
}


def installed() -> dict[NormalizedName, Version]:
    """Return what the declared packages need here, and what those need, with its release."""
    found: dict[NormalizedName, Version] = {}
    waiting = [(Requirement(text), {""}) for text in DECLARED]
    while waiting:
        wanted, extras = waiting.pop()
        name = canonicalize_name(wanted.name)
        marker = wanted.marker
        if marker and not any(marker.evaluate({"extra": extra}) for extra in extras):
            continue
        if name not in found or wanted.extras:
            found[name] = Version(metadata.version(name))
            further = wanted.extras | {""}
            waiting += [(Requirement(text), further) for text in metadata.requires(name) or ()]
    return found


def test_everything_that_is_installed_is_locked() -> None:
    needed = installed()
    pinned_by_torch = {name for name in needed if name.startswith(("cuda-", "nvidia-", "triton"))}
    assert needed.keys() - LOCK.keys() == pinned_by_torch
    for name in needed.keys() & LOCK.keys():
        assert LOCK[name].specifier.contains(needed[name].public), name


#: what the extra `cluster` brings, which set-up leaves out
CLUSTER = {
    *("cloudpickle", "dask", "distributed", "importlib-metadata", "locket", "msgpack", "partd"),
    *("tblib", "toolz", "zict", "zipp"),
}


def test_nothing_is_locked_that_nobody_needs() -> None:
    assert LOCK.keys() - CLUSTER <= installed().keys()


@pytest.mark.parametrize("name", LOCK)
def test_a_lock_is_one_release_without_a_build(name: NormalizedName) -> None:
    (pin,) = LOCK[name].specifier
    assert (pin.operator, Version(pin.version).local) == ("==", None)


@pytest.mark.parametrize("text", DECLARED)
def test_the_locked_release_is_in_the_range_that_users_are_given(text: str) -> None:
    declared = Requirement(text)
    (pin,) = LOCK[canonicalize_name(declared.name)].specifier
    assert declared.specifier.contains(pin.version)
    assert {bound.operator for bound in declared.specifier} == {">=", "<"}
