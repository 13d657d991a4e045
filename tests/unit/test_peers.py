"""The tests that peers are measured with hold for what is right and find what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.bench.peers import work
from tests.bench.peers.peer import MODULES
from tests.bench.peers.work import FORGERIES, SUBMISSIONS, TYPICAL


@pytest.fixture(scope="module")
def tests() -> Iterator[Sequence[tuple[str, str, Any]]]:
    """The twelve, with few cases; they import torch, which few tests need."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PEER_CASES", "4")
        from tests.bench.peers.assertions import TESTS

        yield TESTS


def functions(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for module, names in MODULES.items():
        space: dict[str, Any] = {"__name__": module}
        exec((folder / f"{module}.py").read_text(encoding="utf-8"), space)
        found |= {name: space[name] for name in names}
    return found


def changes_its_input(*values: Any) -> Any:
    return values[0].mul_(2)


def test_the_solution_passes_and_what_is_wrong_fails(tests: Any, tmp_path: Path) -> None:
    right = functions(work.build_solution(tmp_path))
    wrong = functions(work.build_forgery(next(iter(FORGERIES)), tmp_path))
    for name, about, test in tests:
        test(right[about])
        with pytest.raises(AssertionError):
            test(changes_its_input if name == "leaves_inputs" else wrong[about])


def test_the_typical_mistakes_fail_the_test_that_is_quoted(tests: Any, tmp_path: Path) -> None:
    for number, quoted in TYPICAL.items():
        found = functions(work.build(number, tmp_path))
        wrong = next(name for name in SUBMISSIONS[number] if name.startswith("wrong/"))
        about, test = next((about, test) for name, about, test in tests if name == quoted)
        assert wrong.startswith(f"wrong/{about}__")
        with pytest.raises((AssertionError, RuntimeError, ExceptionGroup)):
            test(found[about])
