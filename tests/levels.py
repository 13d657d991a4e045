"""Takes a level out of a declared domain, and looks whether an audit notices.

`python -m tests.levels` does it for every level of every domain, and exits with 1 where one can be
taken out unseen: then no sabotage is found by that level alone, and nothing shows that it is asked.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assignments.course import tables
from assignments.course.domain import DOMAINS
from grader.audit.auditing import silent
from grader.audit.corpus.blind_spots import read_blind_spots
from grader.audit.findings.coverage import coverage
from grader.audit.records import Place, Sabotage
from grader.audit.run.pool import Pool
from grader.audit.run.sabotaging import find_sabotages, try_sabotages
from grader.authoring import Domain, read_rows
from grader.authoring.domain import Levels, Row, rows_text
from grader.catalogue import ASSIGNMENTS, SOLUTIONS, load_catalogue

#: of each exercise, all single conditions and so many pairs
WANTED = (1000, 60)

#: put at the end of the copy of making.py: what fills a batch has the level no more either
_WITHOUT = """

_with_it = batch_of


def batch_of(domain, row, times, rng):
    carried = {{
        name: tuple(level for level in known if (name, level) != ({factor!r}, {level!r}))
        for name, known in domain.carried.items()
    }}
    only = lambda levels: {{
        name: [level for level in known if level in carried[name]] or known
        for name, known in domain.carries(levels).items()
    }}
    whole = Domain(domain.single, carried, domain.capacity, domain.possible, only)
    return _with_it(whole, row, times, rng)
"""


@dataclass(frozen=True)
class Level:
    """A level of a factor of one of the course's domains."""

    domain: str
    factor: str
    level: str

    def __str__(self) -> str:
        return f"{self.domain}: {self.factor} {self.level}"


def levels() -> Iterator[Level]:
    """Yield every level but those of factors that have no other."""
    for name, domain in DOMAINS.items():
        for factor, known in {**domain.single, **domain.carried}.items():
            yield from (Level(name, factor, level) for level in known if len(known) > 1)


def without(taken: Level, folder: Path) -> Path:
    """Copy the assignments into a folder, the level's cases made of its factor's other levels."""
    copy = folder / "assignments"
    shutil.copytree(ASSIGNMENTS, copy, ignore=shutil.ignore_patterns("__pycache__"))
    domain = DOMAINS[taken.domain]
    stored = getattr(tables, taken.domain)
    rows = [_changed(row, domain, taken) for row in read_rows(domain, stored)]
    path = copy / "course" / "tables.py"
    text = path.read_text(encoding="utf-8")
    begin = text.index(f'\n{taken.domain} = """')
    changed = text[begin:].replace(stored.strip(), rows_text(domain, rows), 1)
    path.write_text(text[:begin] + changed, encoding="utf-8")
    if taken.factor in domain.carried:
        with (copy / "course" / "making.py").open("a", encoding="utf-8") as making:
            making.write(_WITHOUT.format(factor=taken.factor, level=taken.level))
    return copy


def _changed(row: Row, domain: Domain, taken: Level) -> Row:
    """Return a row that has another level in the place of the one that is taken."""
    if taken.factor in domain.single:
        if row.levels[taken.factor] != taken.level:
            return row
        others = (
            {**row.levels, taken.factor: level}
            for level in domain.single[taken.factor]
            if level != taken.level
        )
        changed = next(levels for levels in others if domain.possible(levels))
        return Row(changed, row.samples)
    only = domain.carries(row.levels).get(taken.factor, domain.carried[taken.factor])
    left = [level for level in only if level != taken.level]
    if not left:  # a whole of this level, which is a level of another factor
        return row

    def other(sample: Levels) -> Levels:
        return {**sample, taken.factor: left[0]} if sample[taken.factor] == taken.level else sample

    return Row(row.levels, tuple(map(other, row.samples)))


def survivors(taken: Level, found: Sequence[Sabotage]) -> list[Sabotage]:
    """Return the sabotages that are undeclared blind spots once the level is taken out."""
    with tempfile.TemporaryDirectory(prefix="levels-") as name:
        copy = without(taken, Path(name))
        catalogue = load_catalogue(copy)
        wanted = {damage.assignment for damage in found}
        chosen = [assignment for assignment in catalogue if assignment.id in wanted]
        with Pool(Place(str(copy), str(SOLUTIONS)), 2) as pool:
            tried = try_sabotages(pool, chosen, SOLUTIONS, found, 0, silent)
        declared = [
            spot for assignment in chosen for spot in read_blind_spots(assignment, SOLUTIONS)
        ]
        table = coverage(chosen, tried, declared)
        return [blind.sabotage for covered in table for blind in covered.undeclared]


def sabotages(wanted: tuple[int, int] = WANTED) -> list[Sabotage]:
    """Return what the course's exercises can be sabotaged by."""
    with Pool(Place(str(ASSIGNMENTS), str(SOLUTIONS)), 2) as pool:
        return find_sabotages(pool, load_catalogue(), wanted, silent)


def main() -> None:
    """Take every level out, one at a time; with arguments, those whose text holds them all."""
    found = sabotages()
    unseen = 0
    for taken in levels():
        if all(word in str(taken) for word in sys.argv[1:]):
            shown = survivors(taken, found)
            unseen += not shown
            words = (
                f"{len(shown)} blind spots, as {shown[0].words}" if shown else "nothing shows it"
            )
            print(f"{taken}: {words}", flush=True)
    sys.exit(1 if unseen else 0)


if __name__ == "__main__":
    main()
