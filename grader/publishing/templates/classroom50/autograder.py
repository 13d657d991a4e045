"""Grades a student's checkout for Classroom 50: writes result.json, a body for the release, a page.

Only public checks at the public seed are here: whoever runs this can probably read it. The course
grades again with its secret, on a machine of its own. Exits with 0 whenever there is a result.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
CPU_TORCH = "https://download.pytorch.org/whl/cpu"


def main() -> None:
    """Grade the folder that this is run in."""
    about = json.loads((HERE / "about.json").read_text(encoding="utf-8"))
    result = Path("result.json").resolve()
    put(result, about, "The grader did not come to its end: please tell the course staff.")
    with tempfile.TemporaryDirectory() as folder:
        kit = Path(folder, "kit")
        with zipfile.ZipFile(HERE / "kit.zip") as archive:
            archive.extractall(kit)
        python = os.environ.get("GRADER_PYTHON") or installed(kit, Path(folder, "venv"))
        graded = Path(folder, "result.json")
        command = [python, "-m", "grader", "grade", str(Path.cwd()), "--public"]
        command += ["--assignment", about["assignment"], "--classroom50", str(graded)]
        command += ["--summary", str(result.with_name("release-body.md"))]
        command += ["--html", str(result.with_name("report.html"))]
        done = subprocess.run(
            command, cwd=kit, stderr=subprocess.PIPE, text=True, errors="replace", check=False
        )
        print(done.stderr, file=sys.stderr)
        if graded.is_file():
            shutil.copyfile(graded, result)
        elif done.returncode == 2:
            put(result, about, done.stderr.strip().removeprefix("grader: "))


def installed(kit: Path, folder: Path) -> str:
    """Return a Python that has what the grader needs."""
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    command = [python, "-m", "pip", "install", "--quiet", "--constraint", str(kit / ".ci/lock.txt")]
    command += ["--extra-index-url", CPU_TORCH, str(kit)]
    subprocess.run(command, check=True)
    # what was installed beside its packages would be graded by without its assignments
    subprocess.run(
        [python, "-m", "pip", "uninstall", "--quiet", "-y", "flow-matching-grader"], check=True
    )
    return python


def put(result: Path, about: dict[str, object], text: str) -> None:
    """Write a result of zero that says why it is one."""
    of = {"CLASSROOM": "classroom", "ASSIGNMENT": "assignment", "SUBMISSION_TAG": "submission"}
    of |= {"COMMIT_URL": "commit", "RELEASE_URL": "release", "REVIEW_URL": "review"}
    data: dict[str, object] = {"schema": "classroom50/result/v1"}
    data |= {name: os.environ.get(variable, "") for variable, name in of.items()}
    data |= {"datetime": datetime.now(UTC).isoformat(), "score": 0}
    data |= {"max-score": about["max_score"], "tests": [], "message": text}
    result.write_text(json.dumps(data), encoding="utf-8")


if __name__ == "__main__":
    main()
