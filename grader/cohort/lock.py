"""Lets one run write to an output at a time."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import psutil

from grader.errors import ClassError, OutputError

LOCK = "results.lock"
#: where neither a lock nor the database's shared memory can be relied on
_NETWORK = ("nfs", "cifs", "smb", "lustre", "beegfs", "gpfs", "ceph", "fuse.sshfs", "afs")


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Make the folder of an output, and hold it.

    Raises:
        OutputError: it cannot be made or written, or lies on a network's file system.
        ClassError: another run holds it.
    """
    import fcntl  # a class is graded where there is one: not on Windows

    try:
        folder.mkdir(parents=True, exist_ok=True)
        _refuse_network(folder)
        stream = (folder / LOCK).open("a+", encoding="ascii")
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written to ({error.strerror})") from None
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            (folder / LOCK).stat()  # a run that was refused has removed it since
        except OSError:
            stream.seek(0)
            holder = stream.read(20).strip() or "unknown"
            raise ClassError(
                f"{folder}: another run writes here (process {holder}): wait for its end"
            ) from None
        try:
            stream.truncate(0)
            stream.write(f"{os.getpid()}\n")
            stream.flush()
        except OSError as error:
            raise OutputError(f"{folder}: cannot be written to ({error.strerror})") from None
        yield


def _refuse_network(folder: Path) -> None:
    where = os.path.realpath(folder)
    mounts = [
        mount
        for mount in psutil.disk_partitions(all=True)
        if where == mount.mountpoint or where.startswith(mount.mountpoint.rstrip("/") + "/")
    ]
    nearest = max(mounts, key=lambda mount: len(mount.mountpoint), default=None)
    if nearest is not None and nearest.fstype.startswith(_NETWORK):
        raise OutputError(
            f"{folder}: lies on a network ({nearest.fstype}), where results could be damaged: "
            "write to a local disk, and copy them when the run has ended"
        )
