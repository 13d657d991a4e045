"""Makes the stored tables of the course's domains anew: `python -m tests.tables`."""

from __future__ import annotations

from pathlib import Path

from assignments.course.domain import DOMAINS
from grader.authoring.covering import cover
from grader.authoring.domain import rows_text
from grader.catalogue import ASSIGNMENTS

_HEAD = '''"""Cases that have every pair of levels of each domain; made by `python -m tests.tables`.

A line is a case: the number of the level of each single factor, then those of each sample that it
must carry. A test counts the pairs of the cases that are made of them.
"""
'''


#: of some constructions the one of fewest cases
_SEEDS: dict[str, int] = {
    "POINTS": 7,
    "STEPS": 2,
    "RUNS": 1,
    "ENDS": 1,
    "CANDIDATES": 2,
    "FAR_CANDIDATES": 1,
}


def _quoted(name: str, text: str) -> str:
    return f'\n{name} = """\\\n{text}\n"""\n'


def main() -> None:
    tables = {name: cover(domain, _SEEDS.get(name, 0)) for name, domain in DOMAINS.items()}
    texts = (_quoted(name, rows_text(DOMAINS[name], rows)) for name, rows in tables.items())
    Path(ASSIGNMENTS, "course", "tables.py").write_text(_HEAD + "".join(texts), encoding="utf-8")
    for name, rows in tables.items():
        print(f"{name}: {len(rows)} cases, {sum(len(row.samples) for row in rows)} samples")


if __name__ == "__main__":
    main()
