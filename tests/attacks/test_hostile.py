"""No hostile submission gains a point, ends or stalls a run, leaves anything, or costs the next.

By default all of them at the level that this machine gives, and some at the lesser ones that it can
stand for. GRADER_ATTACKS=all runs all at each; GRADER_ATTACKS=limits,plain those levels only.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.host.isolation import Level
from tests.attacks.built import BUILT
from tests.attacks.harness import ROOT, Arena, Attack, attacks_in_files
from tests.samples import one_in

ATTACKS = [*attacks_in_files(), *BUILT]
_CHOSEN = os.environ.get("GRADER_ATTACKS", "")


def _cases() -> Iterator[object]:
    quick = one_in(250, [attack for attack in ATTACKS if "timeout" not in attack.verdicts])
    for level in Level:
        if _CHOSEN not in ("", "all") and level.value not in _CHOSEN.split(","):
            continue
        for attack in ATTACKS:
            sampled = attack in quick and level in _BY_DEFAULT
            if level is Level.SEALED or _CHOSEN or sampled:
                yield pytest.param(level, attack, id=f"{level.value}-{attack.name}")


#: those at which an attack stays among workers, whoever runs the tests
_BY_DEFAULT = (Level.FULL, Level.SHARED_UID, Level.NO_LANDLOCK)


@pytest.fixture(scope="module")
def arenas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Level, Arena]]:
    opened: dict[Level, Arena] = {}
    yield opened
    for arena in opened.values():
        arena.close()


@pytest.mark.parametrize(("level", "attack"), [*_cases()])
def test_holds(
    level: Level,
    attack: Attack,
    arenas: dict[Level, Arena],
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    if level not in arenas:
        while arenas:  # one at a time: each holds a torch of its own
            arenas.popitem()[1].close()
        arenas[level] = Arena(level, tmp_path_factory.mktemp(level.value))
    arena = arenas[level]
    if not arena.safe:
        pytest.skip(f"at level {arena.level.value} an attack could reach your own processes")
    arena.face(attack, tmp_path / "handed_in")


def test_the_threat_model_counts_them() -> None:
    """What the pages say is held at each level is what is expected of the attacks here."""
    text = (ROOT / "tests" / "attacks" / "README.md").read_text(encoding="utf-8")
    assert f"attacks held, of {len(ATTACKS)} |" in text
    rows = dict(re.findall(r"^\| `([a-z-]+)` \|[^|]*\| (\d+) \|", text, re.MULTILINE))
    held = {
        level.value: str(sum(level.value not in attack.falls for attack in ATTACKS))
        for level in Level
        if level is not Level.PLAIN  # where it was never counted
    }
    assert rows == held
    for page in ("grader/README.md", "CHANGELOG.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        assert {*re.findall(r"(\d+) attacks", text)} == {str(len(ATTACKS))}
