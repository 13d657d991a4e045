"""The lock-down says what it gave, outlives its zygote, and costs honest code nothing."""

from __future__ import annotations

import ast
import ctypes
import mmap
import os
import signal
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from grader.catalogue import load_catalogue
from grader.host.forked import ForkedWorkers
from grader.host.isolation import IsolationError, Level, level_of, missing, probe, require
from grader.host.lost import WorkerLost
from grader.host.spawn import can_fork
from grader.host.values import prepare
from grader.host.workers import start
from grader.judging.grading_run import GradingRun
from grader.limits import ZYGOTE_ANSWER_SECONDS, Limits
from grader.results import Verdict
from grader.submission import read_submission
from grader.wire.messages import Load, Raised
from grader.worker.lockdown import numbers
from grader.worker.lockdown.allowed import ALLOWED
from grader.worker.lockdown.bpf import ALLOW, KILL, assemble, errno
from grader.worker.lockdown.policy import FOREIGN_FROM, PID, default_error, rules
from grader.worker.lockdown.seccomp import available
from grader.worker.lockdown.seccomp import template as seccomp_template
from tests.attacks.harness import HONEST

forked_only = pytest.mark.skipif(not can_fork(), reason="workers are plain subprocesses here")


@pytest.fixture
def workers() -> Iterator[ForkedWorkers]:
    if not can_fork():
        pytest.skip("workers are plain subprocesses here")
    # what honest code takes is no matter here: torch.func.grad alone imports for seconds
    found = ForkedWorkers(Limits(call_seconds=60.0))
    yield found
    found.close()


def _load(source: str, name: str) -> Load:
    files = (("recovery.py", source.encode()),)
    return Load("02_recovery", "recovery", files, ((name, 1),), True)


def test_probe_and_workers_agree(workers: ForkedWorkers) -> None:
    assert {*probe()} == {*workers.layers}
    assert workers.isolation.startswith(level_of(workers.layers).value)


def test_levels_are_ordered_and_required() -> None:
    assert Level.FULL.at_least(Level.PLAIN)
    assert not Level.PLAIN.at_least(Level.LIMITS)
    assert level_of(("own-user", "landlock", "seccomp", "forked")) is Level.FULL
    assert level_of(("own-user", "own-root", "landlock", "seccomp", "forked")) is Level.SEALED
    assert level_of(("own-root", "landlock", "seccomp", "forked")) is Level.SHARED_UID
    assert level_of(()) is Level.PLAIN
    require(("landlock", "seccomp"), Level.SHARED_UID)
    with pytest.raises(IsolationError) as refused:
        require(("forked", "seccomp"), Level.FULL)
    assert "\n" not in str(refused.value)
    with pytest.raises(IsolationError, match=r"gives full: whether a file exists"):
        require(("own-user", "landlock", "seccomp", "forked"), Level.SEALED)
    assert [lost.layer for lost in missing(("forked", "seccomp", "no-capabilities"))] == [
        "landlock",
        "own-user",
        "own-root",
    ]


def test_a_weaker_worker_than_required_is_not_used() -> None:
    workers = start(required=Level.SHARED_UID, without=("landlock", "seccomp"))
    try:
        with pytest.raises(IsolationError):
            workers.open()
    finally:
        workers.close()


@forked_only
def test_a_layer_left_out_is_reported() -> None:
    workers = start(without=("landlock",))
    try:
        assert "landlock" not in workers.layers
        assert "forked" in workers.layers
        assert not level_of(workers.layers).at_least(Level.SHARED_UID)
    finally:
        workers.close()


def test_killed_zygote_starts_anew(workers: ForkedWorkers) -> None:
    workers.open().close()
    for child in psutil.Process().children():
        if "grader.worker.zygote" in " ".join(child.cmdline()):
            child.kill()
            child.wait()
    worker = workers.open()
    assert worker.channel.load(_load("def f(x):\n    return x\n", "f")).problem is None
    worker.close()


def test_a_zygote_that_answers_too_late_is_ended(
    workers: ForkedWorkers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else its late answer is taken for that to the next request, and so is every other."""
    with monkeypatch.context() as patched:
        patched.setattr("grader.host.zygote.ZYGOTE_ANSWER_SECONDS", 0.0)
        workers.open().close()
        workers._zygote._control.settimeout(ZYGOTE_ANSWER_SECONDS)
    for _ in range(2):
        worker = workers.open()
        assert worker.channel.load(_load("def f(x):\n    return x\n", "f")).problem is None
        worker.close()


def test_a_spare_worker_that_was_killed_is_not_used(workers: ForkedWorkers) -> None:
    first = workers.open()
    (zygote,) = psutil.Process().children()
    while len(zygote.children()) < 2:
        os.sched_yield()
    for child in zygote.children():  # once both have said that they are ready
        child.kill()
        while child.status() != psutil.STATUS_ZOMBIE:
            os.sched_yield()
    first.close()
    worker = workers.open()
    assert worker.channel.load(_load("def f(x):\n    return x\n", "f")).problem is None
    assert psutil.Process().children() == [zygote]
    worker.close()


def test_worker_whose_zygote_dies_is_the_grader_s_fault(workers: ForkedWorkers) -> None:
    worker = workers.open()
    worker.channel.load(_load("def f(x):\n    while True:\n        pass\n", "f"))
    for child in psutil.Process().children():
        if "grader.worker.zygote" in " ".join(child.cmdline()):
            child.kill()
    with pytest.raises(WorkerLost) as lost:
        list(worker.channel.call([prepare("f", [1], 0)]))
    assert lost.value.verdict is Verdict.GRADER_ERROR


def test_run_survives_a_killed_zygote(tmp_path: Path) -> None:
    (tmp_path / "recovery.py").write_text(HONEST)
    catalogue = load_catalogue(wanted="02")
    with start() as workers, GradingRun(catalogue, workers) as grader:
        submission = read_submission(tmp_path, catalogue, True)
        assert grader.grade(submission).score == 20
        for child in psutil.Process().children():
            child.kill()
            child.wait()
        assert grader.grade(submission).score == 20  # the reference's worker went too


def test_nothing_outlives_the_grader() -> None:
    """A grader that is killed outright takes its zygote and its workers with it."""
    code = (
        "import os, signal; from grader.host.workers import start; w = start(); w.open();"
        "w.layers; import psutil; "
        "print(*[c.pid for c in psutil.Process().children(recursive=True)], flush=True);"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    left = [int(pid) for pid in done.stdout.split()]
    assert left
    psutil.wait_procs([p for p in map(_process, left) if p is not None], timeout=20)
    assert [pid for pid in left if _process(pid) is not None] == []


def _process(pid: int) -> psutil.Process | None:
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else process
    except psutil.NoSuchProcess:
        return None


HONEST_FEATURES = """
import contextlib, dataclasses, functools, logging, os, random, tempfile, threading, time, typing
import warnings
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from scipy import special, stats

try:
    import matplotlib.pyplot as plt
except Exception:
    plt = None

warnings.warn("a warning")
logging.warning("a line")
print("some text")
torch.set_num_threads(4)
torch.manual_seed(0)


@dataclasses.dataclass
class Config:
    width: int = 8


def optimise():
    net = nn.Sequential(nn.Linear(2, Config().width), nn.SiLU(), nn.Linear(Config().width, 2))
    optimiser = torch.optim.Adam(net.parameters())
    for _ in range(3):
        optimiser.zero_grad()
        F.mse_loss(net(torch.randn(16, 2)), torch.zeros(16, 2)).backward()
        optimiser.step()


def temporary():
    with contextlib.suppress(OSError):
        tempfile.mkdtemp()


def missing_file():
    with contextlib.suppress(FileNotFoundError):
        open("data.csv")


def quiet():
    with open(os.devnull, "w") as null, contextlib.redirect_stdout(null):
        print("x")


FEATURES = {
    "vmap": lambda: torch.vmap(lambda x: x * 2)(torch.ones(3)),
    "grad": lambda: torch.func.grad(lambda x: (x * x).sum())(torch.ones(3)),
    "backward": lambda: (torch.ones(3, requires_grad=True) ** 2).sum().backward(),
    "linalg": lambda: torch.linalg.svd(torch.randn(20, 20)),
    "distributions": lambda: torch.distributions.Normal(0.0, 1.0).sample((3,)),
    "compile": lambda: torch.compile(lambda x: x + 1)(torch.ones(2)),
    "optimiser": optimise,
    "scipy": lambda: (stats.norm.ppf(0.3), special.erf(1.0)),
    "numpy": lambda: np.linalg.svd(np.random.default_rng(0).normal(size=(9, 9))),
    "einsum": lambda: torch.einsum("bi,bj->bij", torch.ones(2, 3), torch.ones(2, 3)),
    "clocks": lambda: (time.time(), time.perf_counter(), time.sleep(0.001)),
    "random": random.random,
    "cache": functools.lru_cache(lambda: 1),
    "temporary": temporary,
    "missing file": missing_file,
    "quiet": quiet,
    "threads": lambda: [t.start() or t.join() for t in [threading.Thread(target=time.time)]],
}


def f(name):
    FEATURES[name]()
    raise LookupError("fine")
"""
_FEATURES = [
    line.split('"')[1]
    for line in HONEST_FEATURES.splitlines()
    if line.startswith('    "') and '": ' in line
]


def test_honest_code_loses_nothing(workers: ForkedWorkers) -> None:
    worker = workers.open()
    loaded = worker.channel.load(_load(HONEST_FEATURES, "f"))
    assert loaded.notices == ()
    names = [name for name in _FEATURES if name != "threads" or "own-user" in workers.layers]
    assert len(names) >= 16
    outcomes = worker.channel.call([prepare("f", [name], 0) for name in names])
    for name, outcome in zip(names, outcomes, strict=True):
        assert isinstance(outcome.reply, Raised)
        assert outcome.reply.message == "fine", (name, outcome.reply)
    worker.close()


# the filter, interpreted: the numbers of a machine that is not at hand are checked as well


def _decide(program: bytes, machine: int, number: int, *arguments: int) -> int:
    words = [*arguments, 0, 0, 0, 0, 0, 0][:6]
    data = struct.pack("<IIQ6Q", number, machine, 0, *words)
    instructions = [struct.unpack_from("<HBBI", program, at) for at in range(0, len(program), 8)]
    at, accumulator = 0, 0
    while True:
        code, true, false, value = instructions[at]
        at += 1
        if code == 0x20:
            accumulator = struct.unpack_from("<I", data, value)[0]
        elif code == 0x54:
            accumulator &= value
        elif code == 0x06:
            return int(value)
        else:
            holds = accumulator == value if code == 0x15 else accumulator >= value
            at += true if holds else false


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_filter_decides_as_the_policy_says(machine: str) -> None:
    word = numbers.architecture(machine)
    assert word is not None
    program = assemble(
        word, rules(machine, True), errno(default_error()), FOREIGN_FROM.get(machine)
    )
    assert len(program) // 8 < 4096
    assert program.count(struct.pack("<I", PID)) == 9

    def decide(name: str, *arguments: int) -> int:
        number = numbers.number(name, machine)
        assert number is not None
        return _decide(program, word, number, *arguments)

    assert decide("read") == decide("write") == decide("mmap") == decide("futex") == ALLOW
    assert decide("openat", 0, 0, os.O_RDONLY | 0o2000000) == ALLOW
    for flags in (os.O_WRONLY, os.O_RDWR, os.O_CREAT, os.O_TRUNC, 0o20200000):
        assert decide("openat", 0, 0, flags) == errno(13)
    for name in ("ptrace", "process_vm_readv", "pidfd_getfd", "bpf", "io_uring_setup", "unshare"):
        assert decide(name) == KILL
    for name in ("socket", "connect", "execve"):
        assert decide(name) == errno(13)
    assert decide("kill", PID, 9) == decide("tgkill", PID, 1, 9) == ALLOW
    assert decide("kill", 1, 9) == decide("kill", 0xFFFFFFFF, 9) == decide("kill", 0, 9) == errno(1)
    assert decide("prlimit64", 0, 7, 0) == ALLOW
    assert decide("prlimit64", 0, 7, 1 << 32) == decide("prlimit64", 1, 7, 0) == errno(1)
    for name in ("getsid", "getpgid", "sched_getaffinity", "sched_getscheduler", "sched_getparam"):
        assert decide(name, 0) == decide(name, PID) == ALLOW
        assert decide(name, 1) == decide(name, PID + 1) == errno(3)
    assert decide("getpriority", 0, 0) == decide("getpriority", 0, PID) == ALLOW
    for other in ((0, 1), (1, 0), (2, 0), (1, PID)):  # of a process, of a group, of a user
        assert decide("getpriority", *other) == errno(3)
    for name in ("clock_gettime", "clock_getres", "clock_nanosleep"):
        assert all(decide(name, clock) == ALLOW for clock in range(12))
        for pid in (1, os.getpid(), os.getppid()):  # the CPU clocks of processes and of threads
            for kind in (0, 1, 2, 4, 5, 6):
                assert decide(name, ((~pid << 3) | kind) & 0xFFFFFFFF) == errno(22)
    assert decide("fadvise64", 3, 0, 0, 4) == errno(0)
    assert decide("mincore") == decide("membarrier") == decide("capget") == errno(1)
    assert decide("clone", 0x3D0F00) == ALLOW
    assert decide("clone", 17) == decide("clone", 0x3D0F00 | 0x10000000) == errno(11)
    assert decide("clone3") == decide("openat2") == errno(38)
    assert decide("fcntl", 3, 8, 1) == errno(1)
    assert _decide(program, 0x40000003, 20) == KILL  # int 0x80
    assert _decide(program, word, 5000) == errno(1)
    if machine == "x86_64":
        assert _decide(program, word, 0x40000000) == KILL


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_every_call_that_is_allowed_is_justified(machine: str) -> None:
    allowed = {rule.number for rule in rules(machine, True) if rule.action == ALLOW}
    named = {name: numbers.number(name, machine) for name in ALLOWED}
    assert allowed == {number for number in named.values() if number is not None}
    assert all(len(why) >= 7 for why in ALLOWED.values())
    assert list(ALLOWED) == list(dict.fromkeys(ALLOWED))


#: uretprobe and uprobe of x86_64: the kernel's own, which pass every filter and end who makes them
_TRAMPOLINES = (335, 336)
#: run alone: it forks for every number, and each child makes the call with arguments that are none
_TRIES_ALL = """
import ctypes, os, resource, signal, sys
from grader.worker.lockdown import seccomp
from grader.worker.lockdown.libc import prctl

null = os.open(os.devnull, os.O_RDWR)
found = {}
for number in range(470):
    pid = os.fork()
    if pid == 0:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.dup2(null, 2)
        prctl(38, 1)
        seccomp.install(True)
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        call = ctypes.CDLL(None, use_errno=True).syscall
        word = ctypes.c_long(-1)
        result = call(ctypes.c_long(number), word, word, word, word, word, word)
        os._exit(ctypes.get_errno() if result == -1 else 200)
    status = os.waitpid(pid, 0)[1]
    found[number] = os.waitstatus_to_exitcode(status)
print(found)
"""


@pytest.mark.skipif(not available() or not can_fork(), reason="no filters here")
def test_the_kernel_decides_as_the_filter_is_read() -> None:
    """Every number that there is, tried: what is refused or kills does so, and nothing else."""
    done = subprocess.run(
        [sys.executable, "-c", _TRIES_ALL],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = ast.literal_eval(done.stdout)
    machine = os.uname().machine
    word = numbers.architecture(machine)
    assert word is not None
    program = seccomp_template(True)
    allowed = 0
    for number, outcome in found.items():
        if number in _TRAMPOLINES:
            continue
        action = _decide(program, word, number, *[2**64 - 1] * 6)
        if action == KILL:
            assert outcome == -signal.SIGSYS, number
        elif action == ALLOW:
            allowed += 1
            assert outcome != -signal.SIGSYS, number
        else:
            assert outcome == (action & 0xFFFF or 200), (number, outcome)
    assert len(found) == 470
    assert allowed > 60


_ADVISES = """
import ctypes, os, sys
from grader.worker.lockdown import numbers, seccomp
from grader.worker.lockdown.libc import prctl

if sys.argv[2] == "locked":
    prctl(38, 1)
    seccomp.install(True)
number = numbers.number("fadvise64", os.uname().machine)
word = ctypes.c_long
descriptor = os.open(sys.argv[1], os.O_RDONLY)
done = ctypes.CDLL(None).syscall(word(number), word(descriptor), word(0), word(0), word(4))
sys.exit(done)
"""


@pytest.mark.skipif(not available() or not can_fork(), reason="no filters here")
def test_no_page_is_put_out_of_the_cache_as_a_note_to_the_next() -> None:
    root = Path(__file__).parents[2]
    note = root / ".pytest-note"  # not in a folder that lies in memory only
    try:
        with note.open("wb") as stream:
            stream.write(bytes(64 * mmap.PAGESIZE))
            os.fsync(stream.fileno())
        kept = {}
        for how in ("locked", "free"):
            note.read_bytes()
            command = [sys.executable, "-c", _ADVISES, str(note), how]
            assert subprocess.run(command, cwd=root, timeout=120, check=False).returncode == 0
            kept[how] = _pages_in_memory(note)
    finally:
        note.unlink()
    assert kept["locked"] == 64
    if kept["free"] == 64:
        pytest.skip("this file system puts no page out")


def _pages_in_memory(path: Path) -> int:
    with path.open("r+b") as stream, mmap.mmap(stream.fileno(), 0) as pages:
        held = ctypes.create_string_buffer(len(pages) // mmap.PAGESIZE)
        beginning = ctypes.c_char.from_buffer(pages)
        address, length = ctypes.addressof(beginning), ctypes.c_size_t(len(pages))
        assert ctypes.CDLL(None).mincore(ctypes.c_void_p(address), length, held) == 0
        del beginning
        return sum(byte & 1 for byte in held.raw)


def test_without_threads_there_are_none() -> None:
    word = numbers.architecture("x86_64")
    assert word is not None
    program = assemble(word, rules("x86_64", False), errno(1), None)
    assert _decide(program, word, 56, 0x3D0F00) == errno(11)
