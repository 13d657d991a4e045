"""Makes a class to look at: `python -m tests.cohort.made_class 500 DIR`.

Students differ in how much they know; what they do wrong comes from the mutants of the audit, the
known ideas more often than others. The same number makes the same files.
"""

from __future__ import annotations

import random
import re
import sys
from pathlib import Path

from grader.catalogue import SOLUTIONS, load_catalogue

_CELL = re.compile(r"^# %% (?P<slug>\w+) : (?P<exercise>\w+)(?: -> (?P<idea>[\w.]+))?.*$", re.M)
_FIRST = ("Ada", "Ben", "Chi", "Dan", "Eva", "Fay", "Gus", "Hao", "Ida", "Jan", "Kim", "Leo")
_LAST = ("Abel", "Baum", "Cole", "Diaz", "Egan", "Frey", "Gold", "Hale", "Ibsen", "Jung", "Katz")


def make(count: int, folder: Path, seed: int = 15) -> None:
    """Write a folder a student, each with the modules of all assignments."""
    chance = random.Random(seed)
    for number in range(count):
        name = f"{chance.choice(_FIRST)} {chance.choice(_LAST)} {number:04}"
        for path, text in _work(chance).items():
            target = folder / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")


def _work(chance: random.Random) -> dict[str, str]:
    skill = chance.betavariate(3, 1.6)
    written = {}
    for assignment in load_catalogue():
        path = f"{assignment.id}/{assignment.module}.py"
        if chance.random() < 0.04:
            continue  # not handed in
        if chance.random() < 0.04 * (1 - skill):
            written[path] = "def interpolate(x1, eps, t)\n    return x1\n"
            continue
        text = (SOLUTIONS / path).read_text(encoding="utf-8")
        for exercise in assignment.exercises:
            cells = _cells(assignment.id).get(exercise.id, [])
            if chance.random() > skill:
                # a few are popular, as in every class
                place = min(int(chance.expovariate(0.35)), len(cells) - 1)
                text += f"\n\n{cells[place]}\n"
            elif chance.random() < 0.04:
                text += f"\n\ndef {exercise.id}(*_):\n    raise NotImplementedError\n"
        written[path] = text
    return written or {"notes.py": "# nothing yet\n"}


_KNOWN: dict[str, dict[str, list[str]]] = {}


def _cells(assignment: str) -> dict[str, list[str]]:
    """Return the code of the mutants by exercise, in an order that mixes known and unknown ones."""
    if assignment not in _KNOWN:
        found: dict[str, list[tuple[bool, str]]] = {}
        for path in sorted((SOLUTIONS / assignment).glob("mutants*.py")):
            text = path.read_text(encoding="utf-8")
            heads = [*_CELL.finditer(text)]
            ends = [head.start() for head in heads[1:]] + [len(text)]
            for head, end in zip(heads, ends, strict=True):
                cell = head["idea"] is not None, text[head.end() : end].strip()
                found.setdefault(head["exercise"], []).append(cell)
        chance = random.Random(assignment)
        for cells in found.values():
            chance.shuffle(cells)
            cells.sort(key=lambda cell: not cell[0] and chance.random() < 0.6)
        _KNOWN[assignment] = {
            exercise: [code for _, code in cells] for exercise, cells in found.items()
        }
    return _KNOWN[assignment]


if __name__ == "__main__":
    make(int(sys.argv[1]), Path(sys.argv[2]))
