"""Plain pytest with Hypothesis: the tests beside the work, as in a student's repository."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from tests.bench.peers import assertions
from tests.bench.peers.environments import python_of
from tests.bench.peers.peer import MODULES, Outcome


class PlainPytest:
    """A process a submission: `pytest --junitxml`."""

    name = "pytest"

    def prepare(self, course: Path) -> None:
        shutil.copy(assertions.__file__, course)
        lines = ["import assertions"]
        for module, functions in MODULES.items():
            lines.append(f"import {module}")
            for name, function, _ in assertions.TESTS:
                if function in functions:
                    body = f"assertions.run({name!r}, {module}.{function})"
                    lines += ["", "", f"def test_{name}():", f"    {body}"]
        (course / "test_work.py").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def hand_in(self, course: Path, work: Path, folder: Path) -> Sequence[str]:
        shutil.copytree(work, folder, dirs_exist_ok=True)
        shutil.copytree(course, folder, dirs_exist_ok=True)
        python = str(python_of(self.name))
        return [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--junitxml=result.xml"]

    def outcome(self, course: Path, folder: Path, exit_code: int) -> Outcome:
        """Where a run says success and nothing else, a course that looks at that gives all."""
        result = folder / "result.xml"
        if not result.is_file():
            names = (name for name, _, _ in assertions.TESTS)
            return Outcome(frozenset(names if exit_code == 0 else ()), {})
        passed, shown = set(), {}
        for case in ElementTree.parse(result).iter("testcase"):
            name = case.attrib["name"].removeprefix("test_")
            told = next((part.text or "" for part in case), None)
            if told is None:
                passed.add(name)
            else:
                shown[name] = told
        return Outcome(frozenset(passed), shown)
