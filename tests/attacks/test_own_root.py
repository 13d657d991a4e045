"""A root folder of its own holds what may be read and nothing else, or there is none of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from grader.catalogue import ROOT
from grader.host.spawn import can_fork, private_folder
from grader.worker.lockdown import own_root, plan

pytestmark = pytest.mark.skipif(not can_fork(), reason="there are no namespaces here")

#: locked down like a worker, and what it then sees of paths that it knows
_LOOKS = """
import os, sys
from grader.worker.lockdown import lock_down, plan

os.chdir(sys.argv[1])
layers = lock_down(plan(), 1 << 30, 60, tuple(sys.argv[3:]))
print(*layers)
print(*(path for path in sys.argv[2].split(":") if os.path.lexists(path)))
print(os.uname().nodename)
for path in ("/dev/null", "/etc/localtime", os.__file__):
    open(path, "rb").close()
"""
_SECRETS = ("/proc/self", "/etc/passwd", "/sys", "/bin", "/home", str(ROOT / "tests"))
#: as an ordinary user, for whom an interpreter below /root is put where everyone may read it
_AS_A_USER = """
case "$1" in /root/*)
    mount --bind "$1" "$0" && mount -t tmpfs -o mode=755 none /root || exit 1
    mkdir -p "$1" && mount --move "$0" "$1" || exit 1
esac
shift
exec setpriv --reuid 1000 --regid 1000 --clear-groups "$@"
"""


def _look(empty: Path, *without: str, before: tuple[str, ...] = ()) -> list[str]:
    """Return the layers, the paths that are seen, and the host's name."""
    command = [*before, sys.executable, "-c", _LOOKS, str(empty), ":".join(_SECRETS), *without]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    if before and not done.stdout:
        pytest.skip(done.stderr)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture
def empty() -> Iterator[Path]:
    with private_folder() as folder:
        yield Path(folder)


def test_nothing_else_is_there(empty: Path) -> None:
    layers, seen, host = _look(empty)
    if "own-root" not in layers.split():
        pytest.skip("no namespaces here")
    assert (seen, host) == ("", "worker")
    layers, seen, host = _look(empty, "own-root")
    assert "own-root" not in layers.split()
    assert {"/proc/self", "/etc/passwd"} <= {*seen.split()}
    assert host == os.uname().nodename


def test_in_a_container_by_the_default_there_is_none_and_all_else_holds(empty: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root gives up what a container has not")
    docker = (sys.executable, "-m", "tests.attacks.docker_like")
    layers, seen, _ = _look(empty, before=docker)
    assert "own-root" not in layers.split()
    assert {"no-capabilities", "seccomp"} <= {*layers.split()}
    assert "/proc/self" in seen.split()


@pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("setpriv") is None, reason="only root becomes a user"
)
def test_a_user_has_one_where_the_system_gives_namespaces_to_all(empty: Path) -> None:
    user = ("unshare", "-m", "sh", "-c", _AS_A_USER, str(empty), sys.base_prefix)
    layers, seen, host = _look(empty, before=user)
    if "own-root" not in layers.split():
        pytest.skip("no namespaces for users here")
    assert "own-user" not in layers.split()
    assert (seen, host) == ("", "worker")


@pytest.mark.parametrize("refused", ["unshare", "mount", "pivot_root", "umount2", "setns"])
def test_where_a_step_is_refused_nothing_is_left(
    refused: str, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = own_root._call

    def refuse(name: str, *arguments: int | bytes | None) -> None:
        if name == refused:
            raise PermissionError(1, "refused")
        call(name, *arguments)

    monkeypatch.setattr(own_root, "_call", refuse)
    monkeypatch.chdir(empty)
    before = _state()
    planned = plan()
    assert planned.inside is None
    for descriptor in planned.descriptors:
        os.close(descriptor)
    assert _state() == before
    assert list(empty.iterdir()) == []


def _state() -> tuple[str, str, int, int]:
    """Return what is mounted, the host's name, and how many descriptors and children there are."""
    ours = psutil.Process()
    mounts = Path("/proc/self/mountinfo").read_text(encoding="ascii")
    return mounts, os.uname().nodename, ours.num_fds(), len(ours.children())
