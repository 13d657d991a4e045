"""An environment of its own for each peer, under .venv-peers: `make bench-peers` makes them.

They share the kit's torch, by links, since four copies are five gigabytes; all else is theirs.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[3]
PLACE = ROOT / ".venv-peers"
#: what each needs beside torch, numpy, Hypothesis and pytest in the kit's own versions
WANTED: dict[str, tuple[str, ...]] = {
    "pytest": (),
    "gradescope-utils": ("gradescope-utils==0.5.0",),
    "otter-grader": ("otter-grader[grading]==7.0.0",),
    "nbgrader": ("nbgrader==0.9.6", "ipykernel"),
}
_SHARED = ("torch", "numpy", "hypothesis", "pytest")


def python_of(peer: str) -> Path:
    """The interpreter of a peer's environment."""
    return PLACE / peer / "bin" / "python"


def variables(peer: str) -> dict[str, str]:
    """The environment variables of a peer: its programs come first, one thread computes."""
    path = f"{PLACE / peer / 'bin'}:{os.environ['PATH']}"
    return os.environ | {"PATH": path, "OMP_NUM_THREADS": "1"}


def missing(peer: str) -> str | None:
    """Say why a peer cannot be measured here, or nothing."""
    if not (PLACE / peer / "installed").is_file():
        return "not installed: make bench-peers"
    return None


def version_of(peer: str) -> str:
    """The release that is installed in a peer's environment."""
    asked = f"from importlib.metadata import version; print(version({peer!r}))"
    done = subprocess.run(
        [python_of(peer), "-c", asked], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def set_up() -> None:
    """Make each environment that is not there; one that cannot be made keeps none of the others."""
    _link_torch()
    for peer, wanted in WANTED.items():
        if missing(peer) is None:
            continue
        folder = PLACE / peer
        print(f"Setting up {folder.relative_to(ROOT)}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        packages = next(folder.glob("lib/python3*/site-packages"))
        (packages / "shared_torch.pth").write_text(f"{PLACE / 'shared'}\n", encoding="utf-8")
        pins = [f"{package}=={version(package).partition('+')[0]}" for package in _SHARED]
        done = subprocess.run(
            [python_of(peer), "-m", "pip", "install", "--quiet", *pins, *wanted], check=False
        )
        if done.returncode == 0:
            (folder / "installed").touch()
        else:
            print(f"{peer} cannot be installed here: it is left out", flush=True)


def _link_torch() -> None:
    shared, ours = PLACE / "shared", Path(sysconfig.get_paths()["purelib"])
    shared.mkdir(parents=True, exist_ok=True)
    for pattern in ("torch", "torchgen", "functorch", "torch-*.dist-info"):
        for path in ours.glob(pattern):
            link = shared / path.name
            link.unlink(missing_ok=True)
            link.symlink_to(path)
