"""The pages of prose that people read, from the first one to those of each reader."""

from __future__ import annotations

from grader.catalogue import ASSIGNMENTS, ROOT, SOLUTIONS

PAGES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / ".github" / "CONTRIBUTING.md",
    ROOT / ".github" / "SECURITY.md",
    ROOT / "grader" / "README.md",
    ROOT / "grader" / "STAFF.md",
    SOLUTIONS / "README.md",
    ROOT / "tests" / "attacks" / "README.md",
    ROOT / "tests" / "bench" / "README.md",
    ROOT / "tests" / "submissions" / "README.md",
    *sorted(ASSIGNMENTS.glob("**/README.md")),
    *sorted(ASSIGNMENTS.glob("*/POWER.md")),
]
