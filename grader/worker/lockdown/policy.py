"""Which system calls a worker may make, and what becomes of the others.

Three answers. *Allowed*: what computing, importing and answering need. *Refused with an error*:
what an honest program may try and can do without (write a cache, open a socket, start a process),
so that it goes on as on a machine without that thing. *Killed*: what only an attack tries.
Everything that is named nowhere is refused with an error.
"""

from __future__ import annotations

import errno as codes
import os

from grader.worker.lockdown import numbers
from grader.worker.lockdown.allowed import ALLOWED
from grader.worker.lockdown.bpf import ALLOW, KILL, Bits, Condition, Null, OneOf, Rule, errno

#: stands for the worker's own pid in the assembled filter; over every pid a kernel can give
PID = 0x7F5EED01

#: x32 calls are x86_64 calls with this bit: a way around every number above
FOREIGN_FROM = {"x86_64": 0x40000000}


def _names(text: str) -> list[str]:
    return text.split()


#: no honest program makes these: looking into or driving other processes and the kernel itself
_KILLED = _names("""
ptrace process_vm_readv process_vm_writev process_madvise process_mrelease kcmp
pidfd_open pidfd_getfd pidfd_send_signal
bpf userfaultfd perf_event_open io_uring_setup io_uring_enter io_uring_register
unshare setns mount umount2 pivot_root chroot move_mount open_tree fsopen fsconfig fsmount fspick
mount_setattr swapon swapoff
add_key request_key keyctl init_module finit_module delete_module kexec_load kexec_file_load reboot
name_to_handle_at open_by_handle_at fanotify_init quotactl iopl ioperm modify_ldt vmsplice
lookup_dcookie memfd_secret
""")

#: the C library tries the newer call, sees that it does not exist and falls back to one we can read
_ABSENT = _names("clone3 openat2")

#: advice on the cache of files, which a program may give and the kernel need not take: pages that
#: are put out of it are a note to the next submission
_NO_EFFECT = _names("fadvise64")

_NO_NETWORK = _names("socket socketpair connect bind listen accept accept4")
_NO_PROGRAMS = _names("execve execveat fork vfork")

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | getattr(os, "O_TMPFILE", 0o20000000)
_WRITING &= ~getattr(os, "O_DIRECTORY", 0)  # part of O_TMPFILE, and harmless alone

# fcntl: F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC. Without F_SETOWN and
# F_SETSIG, by which the kernel would send a signal to a process of our choice.
_FCNTL = (0, 1, 2, 3, 4, 1030)
# ioctl: TCGETS, TIOCGWINSZ (is this a terminal?), FIONREAD, FIONBIO, FIOCLEX, FIONCLEX. Without
# TIOCSTI, which types into a terminal.
_IOCTL = (0x5401, 0x5413, 0x541B, 0x5421, 0x5451, 0x5450)
# prctl: PR_SET_NAME, PR_GET_NAME, PR_GET_DUMPABLE, PR_CAPBSET_READ, PR_GET_NO_NEW_PRIVS,
# PR_SET_VMA (names of mappings). Without PR_SET_DUMPABLE and PR_SET_PDEATHSIG, which undo.
_PRCTL = (15, 16, 3, 23, 39, 0x53564D41)

#: those of the machine, of the process and of its thread; a negative number is that of any process
_CLOCKS = tuple(range(12))
_PRIO_PROCESS = 0
_OF_A_CLOCK = _names("clock_gettime clock_getres clock_nanosleep")
_OF_A_PROCESS = _names("getsid getpgid sched_getaffinity sched_getscheduler sched_getparam")

_CLONE_VM, _CLONE_SIGHAND, _CLONE_THREAD = 0x100, 0x800, 0x10000
_A_THREAD = _CLONE_VM | _CLONE_SIGHAND | _CLONE_THREAD
_NEW_NAMESPACES = 0x7E020080


def default_error() -> int:
    """Return the error of every call that is not named."""
    return codes.EPERM


def rules(machine: str, threads: bool) -> list[Rule]:
    """Return the rules for a machine, most frequent calls first.

    `threads` is False where no limit can bound them (uid 0 has no limit of processes).
    """
    refused, forbidden = errno(codes.EACCES), errno(codes.EPERM)
    to_itself, of_itself = OneOf(0, (PID,)), OneOf(0, (0, PID))
    conditioned: list[tuple[str, tuple[Condition, ...], int, int]] = [
        # reading only: nothing a worker writes may outlive it or reach another submission
        ("openat", (Bits(2, _WRITING, 0),), ALLOW, refused),
        ("open", (Bits(1, _WRITING, 0),), ALLOW, refused),
        ("fcntl", (OneOf(1, _FCNTL),), ALLOW, forbidden),
        ("ioctl", (OneOf(1, _IOCTL),), ALLOW, errno(codes.ENOTTY)),
        ("prctl", (OneOf(0, _PRCTL),), ALLOW, forbidden),
        # signals to itself only: not the grader, the zygote, another worker or a whole group
        ("kill", (to_itself,), ALLOW, forbidden),
        ("tgkill", (to_itself,), ALLOW, forbidden),
        # limits may be read, not set: the grader's would be as near as its own
        ("prlimit64", (of_itself, Null(2)), ALLOW, forbidden),
        # what others use, and in which session they are, is theirs
        *((name, (OneOf(0, _CLOCKS),), ALLOW, errno(codes.EINVAL)) for name in _OF_A_CLOCK),
        *((name, (of_itself,), ALLOW, errno(codes.ESRCH)) for name in _OF_A_PROCESS),
        (
            "getpriority",
            (OneOf(0, (_PRIO_PROCESS,)), OneOf(1, (0, PID))),
            ALLOW,
            errno(codes.ESRCH),
        ),
        _clone(threads),
    ]
    given = {name for name, *_ in conditioned}
    stated: list[tuple[str, tuple[Condition, ...], int, int]] = [
        *((name, (), ALLOW, KILL) for name in ALLOWED if name not in given),
        *conditioned,
        *((name, (), errno(0), KILL) for name in _NO_EFFECT),
        *((name, (), refused, KILL) for name in _NO_NETWORK + _NO_PROGRAMS),
        *((name, (), errno(codes.ENOSYS), KILL) for name in _ABSENT),
        *((name, (), KILL, KILL) for name in _KILLED),
    ]
    return [
        Rule(number, action, conditions, otherwise)
        for name, conditions, action, otherwise in stated
        if (number := numbers.number(name, machine)) is not None
    ]


def _clone(threads: bool) -> tuple[str, tuple[Condition, ...], int, int]:
    """Allow threads where they can be bounded: never a process, which would escape the limits."""
    no = errno(codes.EAGAIN)
    if not threads:
        return "clone", (), no, no
    return "clone", (Bits(0, _A_THREAD | _NEW_NAMESPACES, _A_THREAD),), ALLOW, no
