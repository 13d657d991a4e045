"""The hand-out: what students get of the kit, and nothing that only staff have.

What is in it is listed; what is not listed stays at home. Stubs and notebooks are made anew from
the solutions, so nothing that was written into this checkout's own stubs goes out.
"""

from __future__ import annotations

import re
from pathlib import Path

from grader.catalogue import ROOT, load_catalogue
from grader.commands.stubs import stubs
from grader.errors import AuthoringError
from grader.publishing.files import File, template
from grader.publishing.notebooks import notebooks

#: of the engine: what grades the grader or a class, what publishes, and what makes stubs
_STAFF = (
    *("audit/", "cohort/", "publishing/", "commands/stubs.py", "commands/regions.py"),
    *("commands/class", "commands/compare.py"),
)
_TARGETS = ("grade", "notebook", "doctor", "clean", "help", "$(CORE)", "$(NOTEBOOK)")
_SECTIONS = ("build-system", "project", "tool.setuptools", "tool.pytest")
_AS_THEY_ARE = ("LICENSE", ".ci/lock.txt", ".gitignore")


def hand_out(root: Path = ROOT) -> dict[str, File]:
    """Return the files of the hand-out, by their paths in it.

    Raises:
        AuthoringError: an assignment has no solution, or one that no stub can be made of.
    """
    found = {path: File((root / path).read_bytes()) for path in _AS_THEY_ARE}
    found |= _engine(root / "grader")
    found |= _assignments(root)
    found["Makefile"] = _text(makefile((root / "Makefile").read_text(encoding="utf-8")))
    found["pyproject.toml"] = _text(project((root / "pyproject.toml").read_text(encoding="utf-8")))
    found["README.md"] = _text(read_me((root / "assignments" / "README.md").read_text("utf-8")))
    found[".github/workflows/grade.yml"] = template("actions/grade.yml")
    return found


def _text(text: str) -> File:
    return File(text.encode())


def _engine(folder: Path) -> dict[str, File]:
    found = {}
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).as_posix()
        of_staff = inside.startswith(_STAFF) or path.suffix == ".md" or "__pycache__" in path.parts
        if path.is_file() and not of_staff and path.suffix != ".pyc":
            found[f"grader/{inside}"] = File(path.read_bytes())
    return found


def _assignments(root: Path) -> dict[str, File]:
    made: dict[Path, str] = {}
    folder = root / "assignments"
    for make in (stubs, notebooks):
        made |= make(folder, root / "solutions")
    catalogue = load_catalogue(folder)
    for assignment in catalogue:
        stub = assignment.folder / f"{assignment.module}.py"
        if stub not in made:
            raise AuthoringError(f"{assignment.id}: has no solution, so no stub can be made of it")
    found = {}
    places = [folder / "course", *(assignment.folder for assignment in catalogue)]
    for path in [path for place in places for path in sorted(place.rglob("*"))]:
        known = path.suffix in (".py", ".md", ".svg") and "__pycache__" not in path.parts
        if path.is_file() and known and path not in made:
            found[path.relative_to(root).as_posix()] = File(path.read_bytes())
    for path, text in made.items():
        found[path.relative_to(root).as_posix()] = _text(text)
    return found


def makefile(text: str) -> str:
    """Return the Makefile with the targets that students have."""
    kept = []
    for block in text.split("\n\n"):
        target = re.match(r"(?:#[^\n]*\n)*([\w$()-]+):(?!=)", block)
        if target is None or target[1] in _TARGETS:
            kept.append(block)
    phony = [name for name in _TARGETS if name.isalpha()]
    text = "\n\n".join(kept).rstrip("\n") + "\n"
    text = re.sub(r"^\.PHONY:.*$", f".PHONY: {' '.join(phony)}", text, flags=re.MULTILINE)
    return re.sub(r"^override DEV := .*\n", "", text, flags=re.MULTILINE)


def project(text: str) -> str:
    """Return pyproject.toml without what only the kit's own development needs."""
    sections = re.split(r"^(?=\[)", text, flags=re.MULTILINE)
    kept = [part for part in sections if part.lstrip("[").startswith(_SECTIONS)]
    text = "".join(kept)
    text = re.sub(r'"(?:audit|cohort|publishing)/[^"]*",?\s*', "", text)
    text = re.sub(r"^dev = \[\n(?:    .*\n)*\]\n", "", text, flags=re.MULTILINE)
    return re.sub(r"^testpaths = .*\n", 'testpaths = ["assignments"]\n', text, flags=re.MULTILINE)


def read_me(text: str) -> str:
    """Return the students' page as it stands at the top of the hand-out."""
    return re.sub(r"\]\((?!https://)([^)]+)\)", r"](assignments/\1)", text)
