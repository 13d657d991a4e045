"""gradescope-utils: unittest with weights, and its JSONTestRunner, a process a submission."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from tests.bench.peers import assertions
from tests.bench.peers.environments import python_of
from tests.bench.peers.peer import MODULES, Outcome

_HEAD = """\
import unittest

from gradescope_utils.autograder_utils.decorators import number, weight
from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner

import assertions
import recovery
import sampling


class TestWork(unittest.TestCase):
"""
_TEST = """\
    @weight(1)
    @number({number!r})
    def test_{number:02}(self):
        \"\"\"{name}\"\"\"
        assertions.run({name!r}, {module}.{function})

"""
_TAIL = """
if __name__ == "__main__":
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(TestWork)
    with open("results.json", "w") as stream:
        JSONTestRunner(visibility="visible", stream=stream).run(suite)
"""


class GradescopeUtils:
    """As Gradescope's own sample writes run_tests.py."""

    name = "gradescope-utils"

    def prepare(self, course: Path) -> None:
        shutil.copy(assertions.__file__, course)
        text = _HEAD
        for number, (name, function, _) in enumerate(assertions.TESTS, start=1):
            module = next(key for key, functions in MODULES.items() if function in functions)
            text += _TEST.format(number=number, name=name, module=module, function=function)
        (course / "run_tests.py").write_text(text + _TAIL, encoding="utf-8")

    def hand_in(self, course: Path, work: Path, folder: Path) -> Sequence[str]:
        shutil.copytree(work, folder, dirs_exist_ok=True)
        shutil.copytree(course, folder, dirs_exist_ok=True)
        return [str(python_of(self.name)), "run_tests.py"]

    def outcome(self, course: Path, folder: Path, exit_code: int) -> Outcome:
        result = folder / "results.json"
        if not result.is_file() or not result.read_bytes():
            return Outcome(frozenset(), {})
        passed, shown = set(), {}
        for test in json.loads(result.read_text(encoding="utf-8"))["tests"]:
            name = assertions.TESTS[int(test["number"]) - 1][0]
            if test["score"] > 0:
                passed.add(name)
            else:
                shown[name] = test.get("output", "")
        return Outcome(frozenset(passed), shown)
