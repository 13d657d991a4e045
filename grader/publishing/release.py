"""Writes a release: what students are handed, and what each platform is given.

    hand-out/, flow-matching.zip  for students; the folder is a template repository
    gradescope/NN_name.zip        an autograder of one assignment
    classroom50/NN_name/          the same for Classroom 50, public checks only
    container/                    an image that grades as a user who is not root
    course.secret                 what grading draws from; made once, and kept from then on

A release is written beside the last one and takes its place when it is whole.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import tempfile
from pathlib import Path

from grader.catalogue import ROOT, load_catalogue
from grader.commands.secret import secret_of
from grader.errors import OutputError
from grader.limits import LEAST_SECRET_BYTES
from grader.publishing.files import File, Files, template, under, write_under, zipped
from grader.publishing.hand_out import hand_out

SECRET = "course.secret"  # noqa: S105 - the name of its file
#: tells a release from a folder that is not ours to replace
_MARK = ".made-by-grader-release"
#: what the zip of the hand-out unpacks to
FOLDER = "flow-matching"


def write_release(out: Path, root: Path = ROOT) -> dict[str, int]:
    """Write a release to the folder `out` and return the sizes of its parts in bytes.

    Raises:
        OutputError: `out` is not a release, or cannot be written.
        SecretError: its secret cannot be read.
        AuthoringError: an assignment is not fit to be handed out.
    """
    _check_replaceable(out)
    secret = _secret_of(out / SECRET)
    files = release(secret, root)
    parent = out.resolve().parent
    try:
        with tempfile.TemporaryDirectory(dir=parent, prefix=f".{out.name}.") as beside:
            new, old = Path(beside, "new"), Path(beside, "old")
            write_under(new, files)
            new.chmod(0o755)
            if out.exists():
                os.replace(out, old)
            try:
                os.replace(new, out)
            except OSError:
                with contextlib.suppress(OSError):
                    os.replace(old, out)
                raise
    except OSError as error:
        raise OutputError(f"{out}: cannot be written ({error.strerror})") from None
    return _sizes(files)


def release(secret: bytes, root: Path = ROOT) -> dict[str, File]:
    """Return all files of a release, by their paths in it."""
    kit = hand_out(root)
    files = {_MARK: File(b""), SECRET: File(secret, 0o600)}
    files |= under("hand-out", kit)
    files[f"{FOLDER}.zip"] = File(zipped(under(FOLDER, kit)))
    engine = {path: file for path, file in kit.items() if not path.startswith(".github/")}
    for assignment in load_catalogue(root / "assignments"):
        points = sum(exercise.max_score for exercise in assignment.exercises)
        about = json.dumps({"assignment": assignment.id, "max_score": round(points)}) + "\n"
        files[f"gradescope/{assignment.id}.zip"] = File(
            zipped(_gradescope(engine, about.encode(), secret)), 0o600
        )
        files |= under(f"classroom50/{assignment.id}", _classroom50(engine, about.encode()))
    files["container/Dockerfile"] = template("container/Dockerfile")
    files |= under("container/kit", engine)
    return files


def _gradescope(engine: Files, about: bytes, secret: bytes) -> Files:
    return {
        "setup.sh": template("gradescope/setup.sh", executable=True),
        "run_autograder": template("gradescope/run_autograder", executable=True),
        "run.py": template("gradescope/run.py"),
        "about.json": File(about),
        SECRET: File(secret, 0o600),
        **under("kit", engine),
    }


def _classroom50(engine: Files, about: bytes) -> Files:
    return {
        "autograder.py": template("classroom50/autograder.py"),
        "about.json": File(about),
        "kit.zip": File(zipped(engine)),
    }


def _check_replaceable(out: Path) -> None:
    """Refuse what is there already and was not made by a release.

    Raises:
        OutputError: it is a file, or a folder that holds something else.
    """
    if not os.path.lexists(out):
        if not out.parent.is_dir():
            raise OutputError(f"{out}: the folder {out.parent} does not exist")
    elif out.is_symlink() or not out.is_dir():
        raise OutputError(f"{out}: is no folder; name another one with --out")
    elif not os.access(out, os.R_OK | os.X_OK):
        raise OutputError(f"{out}: cannot be read")
    elif any(out.iterdir()) and not (out / _MARK).is_file():
        raise OutputError(f"{out}: holds something else than a release; name another with --out")
    if not os.access(out.parent, os.W_OK):
        raise OutputError(f"{out}: the folder {out.parent} cannot be written to")


def _secret_of(path: Path) -> bytes:
    """Return the secret of the last release, which must stay the same, or a new one."""
    if not path.exists():
        return secrets.token_hex(LEAST_SECRET_BYTES).encode() + b"\n"
    secret_of(str(path), "--out")
    return path.read_bytes()


def _sizes(files: Files) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for path, file in files.items():
        first, _, rest = path.partition("/")
        part = path if first == "gradescope" else first + ("/" if rest else "")
        sizes[part] = sizes.get(part, 0) + len(file.data)
    del sizes[_MARK]
    return sizes
