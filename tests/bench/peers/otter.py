"""otter-grader: a configuration made by `otter generate`, and `otter run` for each notebook."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.bench.peers import assertions, notebooks
from tests.bench.peers.environments import python_of, variables
from tests.bench.peers.peer import Outcome

_TEST = """\
OK_FORMAT = False

from otter.test_files import test_case

import assertions

name = {name!r}
points = 1


@test_case()
def test({function}):
    assertions.run({name!r}, {function})
"""
_HEAD = "import otter\ngrader = otter.Notebook()"


class Otter:
    """Without its container, which needs Docker: with it, it takes longer."""

    name = "otter-grader"

    def prepare(self, course: Path) -> None:
        shutil.copy(assertions.__file__, course)
        tests = course / "tests"
        tests.mkdir()
        for name, function, _ in assertions.TESTS:
            text = _TEST.format(name=name, function=function)
            (tests / f"{name}.py").write_text(text, encoding="utf-8")
        command = [str(python_of(self.name)), "-m", "otter", "generate", "-t", "tests"]
        command += ["-o", "otter.zip", "assertions.py"]
        given = variables(self.name)
        subprocess.run(command, cwd=course, env=given, check=True, capture_output=True)

    def hand_in(self, course: Path, work: Path, folder: Path) -> Sequence[str]:
        path = folder / "work.ipynb"
        notebooks.write(work, path, lambda name, _: (f"grader.check({name!r})", {}), _HEAD)
        command = [str(python_of(self.name)), "-m", "otter", "run", "--no-logo", path.name]
        return [*command, "-a", str(course / "otter.zip"), "-o", str(folder)]

    def outcome(self, course: Path, folder: Path, exit_code: int) -> Outcome:
        result = folder / "results.json"
        if not result.is_file():
            return Outcome(frozenset(), {})
        names = {name for name, _, _ in assertions.TESTS}
        passed, shown = set(), {}
        for test in json.loads(result.read_text(encoding="utf-8"))["tests"]:
            name = test["name"].partition(" - ")[0]
            if name not in names:
                continue
            if test.get("score", 0) > 0:
                passed.add(name)
            else:
                shown[name] = test.get("output", "")
        return Outcome(frozenset(passed), shown)
