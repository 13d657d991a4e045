"""Runs a command as root in what a container by Docker's default is allowed, without Docker.

    python -m tests.attacks.docker_like python -m pytest tests/attacks/test_hostile.py

Docker's fourteen capabilities, for good, and a filter that refuses what its default seccomp profile
refuses to such a root: namespaces, mounts, keys, kernel modules, bpf, perf, io_uring, userfaultfd
and the like. Namespaces of its own it does not make: a container's do not help against a submission
that shares them with the grader.
"""

from __future__ import annotations

import contextlib
import os
import sys

from grader.worker.lockdown import numbers
from grader.worker.lockdown.bpf import ALLOW, Bits, Rule, assemble, errno
from grader.worker.lockdown.credentials import set_capabilities
from grader.worker.lockdown.libc import prctl
from grader.worker.lockdown.seccomp import install_program

#: chown, dac_override, fowner, fsetid, kill, setgid, setuid, setpcap, net_bind_service, net_raw,
#: sys_chroot, mknod, audit_write, setfcap
_CAPABILITIES = (0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31)
_REFUSED = """
unshare setns mount umount2 pivot_root move_mount open_tree fsopen fsconfig fsmount fspick
mount_setattr swapon swapoff add_key request_key keyctl init_module finit_module delete_module
kexec_load kexec_file_load reboot bpf perf_event_open userfaultfd io_uring_setup io_uring_enter
io_uring_register open_by_handle_at fanotify_init quotactl iopl ioperm lookup_dcookie
""".split()  # noqa: SIM905 - a table
_NEW_NAMESPACES = 0x7E020000
_PR_CAPBSET_DROP = 24


def confine() -> None:
    """Give up what a container by Docker's default does not have."""
    machine = os.uname().machine
    word = numbers.architecture(machine)
    assert word is not None
    stated = [(name, (), errno(1)) for name in _REFUSED]
    stated += [("clone3", (), errno(38))]
    rules = [
        Rule(number, action, conditions)
        for name, conditions, action in stated
        if (number := numbers.number(name, machine)) is not None
    ]
    clone = numbers.number("clone", machine)
    assert clone is not None
    rules.append(Rule(clone, ALLOW, (Bits(0, _NEW_NAMESPACES, 0),), errno(1)))
    install_program(assemble(word, rules, ALLOW, None))
    kept = sum(1 << capability for capability in _CAPABILITIES)
    for capability in range(64):
        if not kept >> capability & 1:
            with contextlib.suppress(OSError):
                prctl(_PR_CAPBSET_DROP, capability)
    set_capabilities(kept)


if __name__ == "__main__":
    confine()
    os.execvp(sys.argv[1], sys.argv[1:])
