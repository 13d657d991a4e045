"""Grades a submission on Gradescope and puts its result in the place of the one of zero.

Whatever happens, the file of results is valid, and says to a student what there is to do.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

#: the platform ends a run after 10 minutes in silence, unless a course says otherwise
SECONDS = 540
STAFF = "Nothing is wrong with your submission: please tell the course staff."


def main() -> None:
    """Grade what lies in the folder that is given, laid out as /autograder is."""
    autograder = Path(sys.argv[1])
    source, results = autograder / "source", autograder / "results"
    about = json.loads((source / "about.json").read_text(encoding="utf-8"))
    close_to_workers(autograder)
    graded = results / ".graded.json"
    graded.unlink(missing_ok=True)
    command = [sys.executable, "-m", "grader", "grade", str(autograder / "submission")]
    command += ["--assignment", about["assignment"], "--secret", str(source / "course.secret")]
    command += ["--gradescope", str(graded)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GRADER_")}
    grading = subprocess.Popen(
        command,
        cwd=source / "kit",
        env=kept | {"PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        _, errors = grading.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(grading.pid, signal.SIGKILL)
        put(results, f"Grading took over {SECONDS} seconds. {STAFF}")
        return
    told = errors.decode("utf-8", "replace")
    print(told, file=sys.stderr)  # which staff see
    if is_valid(graded):
        os.replace(graded, results / "results.json")
    elif grading.returncode == 2:  # what was handed in cannot be graded: one line says why
        lines = [line for line in told.splitlines() if line.startswith("grader: ")]
        line = lines[-1] if lines else told
        put(results, line.removeprefix("grader: ").replace(f"{autograder}/", ""))
    else:
        put(results, f"The grader failed. {STAFF}")


def close_to_workers(autograder: Path) -> None:
    """Keep from other users, which workers are, what is none of a submission's business."""
    for name in ("source", "submission", "results"):
        with contextlib.suppress(OSError):
            (autograder / name).chmod(0o700)
    for name in ("submission_metadata.json", "source/course.secret"):
        with contextlib.suppress(OSError):
            (autograder / name).chmod(0o600)


def is_valid(path: Path) -> bool:
    """Whether a file is the whole of a result."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and ("score" in found or bool(found.get("tests")))


def put(results: Path, text: str) -> None:
    """Put a result of zero that says why it is one."""
    shown = dict.fromkeys(("output_format", "test_output_format", "test_name_format"), "text")
    whole = {"score": 0, "output": text, "visibility": "visible", "stdout_visibility": "hidden"}
    beside = results / ".results.json"
    beside.write_text(json.dumps(whole | shown | {"tests": []}), encoding="utf-8")
    os.replace(beside, results / "results.json")


if __name__ == "__main__":
    main()
