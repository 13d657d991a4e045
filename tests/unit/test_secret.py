"""The staff's secret: what is derived from it, what is refused, and that nothing tells it."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from grader.catalogue import ROOT
from grader.commands.secret import VARIABLE, exposure, given_secret
from grader.errors import SecretError
from grader.host.workers import Workers
from grader.judging.draw import derived_seed, draw
from grader.judging.grading_run import GradingRun
from grader.judging.search import fingerprint
from grader.judging.secret import Secret
from grader.model import Assignment
from grader.reports.console import render
from grader.reports.json_report import to_dict, to_json
from grader.submission import read_submission
from tests.unit.reports import FAILED, PASSED, report_of
from tests.unit.support import NUMBER_OF, Grade, solution, wrong

DIGITS = "6d1f0c5e9b3a7748d2e60f94ab83c517"
SECRET = Secret(bytes.fromhex(DIGITS))
OTHER = Secret(bytes.fromhex(DIGITS[::-1]))
SHA256 = hashlib.sha256(b"a submission").hexdigest()
WRONG = wrong("recovery", "def x1_from_u(x_t, u, t):\n    return x_t + t * u")


@pytest.fixture(autouse=True)
def _no_secret_of_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


# --- what is derived


def test_what_is_derived_is_hmac_sha256_for_a_purpose() -> None:
    """Fixed for good: a regrade next year must give the same cases."""
    text = b"flow-matching-grader cases\0" + bytes.fromhex(SHA256)
    known = hmac.new(bytes.fromhex(DIGITS), text, hashlib.sha256).digest()
    assert SECRET.seed(SHA256) == int.from_bytes(known[:16], "little")
    text = b"flow-matching-grader commitment\0"
    assert SECRET.commitment == hmac.new(bytes.fromhex(DIGITS), text, hashlib.sha256).hexdigest()


def test_another_secret_or_submission_has_another_seed() -> None:
    others = [hashlib.sha256(bytes([number])).hexdigest() for number in range(50)]
    seeds = {secret.seed(sha256) for secret in (SECRET, OTHER) for sha256 in others}
    assert len(seeds) == 100
    assert SECRET.commitment != OTHER.commitment


def test_checks_have_seeds_of_128_bits() -> None:
    seeds = [derived_seed(SECRET.seed(SHA256), f"check{number}") for number in range(50)]
    assert max(seeds) >= 1 << 120
    assert len(set(seeds)) == 50
    assert derived_seed(0, "a") < 1 << 64


def test_a_secret_does_not_show_itself() -> None:
    for text in (repr(SECRET), str(SECRET), f"{SECRET}"):
        assert DIGITS not in text
        assert repr(SECRET.value) not in text


# --- what is asked


def _asked(assignment: Assignment, seed: int) -> list[str]:
    return [
        str(fingerprint(drawn.case))
        for exercise in assignment.exercises
        for check in exercise.checks
        for drawn in draw(check, seed).cases
    ]


def test_other_submissions_are_asked_other_cases_that_cover_as_much(
    catalogue: list[Assignment],
) -> None:
    seeds = [SECRET.seed(SHA256), OTHER.seed(SHA256), SECRET.seed("0" * 64)]
    for assignment in catalogue:
        asked = [set(_asked(assignment, seed)) for seed in seeds]
        for first, second in combinations(asked, 2):
            assert len(first & second) < 0.25 * len(first)
        for exercise in assignment.exercises:
            for check in exercise.checks:
                orders = [sorted(check.covering.order(seed)) for seed in seeds]
                assert check.hidden or orders[0] == orders[1] == orders[2]


def _data(grade: Grade, by: GradingRun) -> dict[str, Any]:
    """Return the report but for its seconds and the folder's name."""
    data = to_dict(grade(WRONG, "02", by))
    del data["submission"]["name"]
    return dict(json.loads(re.sub(r'"seconds": [\d.]+', '"seconds": 0', json.dumps(data))))


def test_a_regrade_is_the_same_byte_for_byte(
    grade: Grade, workers: Workers, catalogue: list[Assignment]
) -> None:
    """Whatever was graded in between, and in a run of its own."""
    with GradingRun(catalogue, workers, secret=SECRET) as run:
        first = _data(grade, run)
        grade(solution("recovery"), "02", run)
        assert _data(grade, run) == first
    with GradingRun(catalogue, workers, secret=SECRET) as anew:
        assert _data(grade, anew) == first
    assert first["grader"]["seed"] is None
    assert first["grader"]["commitment"] == SECRET.commitment
    with GradingRun(catalogue, workers, secret=OTHER) as another:
        assert _data(grade, another)["grader"]["commitment"] == OTHER.commitment


def test_the_name_of_a_folder_and_the_dates_of_files_change_no_case(
    catalogue: list[Assignment], tmp_path: Path
) -> None:
    first = tmp_path / "homework"
    first.mkdir()
    (first / "recovery.py").write_text(WRONG)
    second = tmp_path / "homework (2)"
    shutil.copytree(first, second)
    os.utime(second / "recovery.py", (1, 1))
    changed = tmp_path / "changed"
    changed.mkdir()
    (changed / "recovery.py").write_text(WRONG + "# one more line\n")
    known, same, other = (
        SECRET.seed(read_submission(path, catalogue, chosen=False).sha256)
        for path in (first, second, changed)
    )
    assert known == same != other


@pytest.mark.parametrize("module", NUMBER_OF)
def test_solutions_have_full_marks_under_a_secret(
    module: str, grade: Grade, workers: Workers, catalogue: list[Assignment]
) -> None:
    for secret in (SECRET, OTHER):
        with GradingRun(catalogue, workers, secret=secret) as run:
            report = grade(solution(module), NUMBER_OF[module], run)
        assert report.score == report.max_score


# --- what is told

SCHEMA = json.loads((ROOT / "grader/reports/schema.json").read_text(encoding="utf-8"))


def _fits(data: object) -> bool:
    return bool(jsonschema.Draft202012Validator(SCHEMA).is_valid(data))


def test_a_report_tells_a_seed_or_a_commitment() -> None:
    seeded = report_of(PASSED, FAILED)
    drawn = replace(seeded, seed=None, commitment=SECRET.commitment)
    assert _fits(json.loads(to_json(seeded)))
    assert _fits(json.loads(to_json(drawn)))
    for none in (replace(seeded, seed=None), replace(drawn, seed=0)):
        assert not _fits(json.loads(to_json(none)))
    assert "commitment" not in to_dict(seeded)["grader"]


def test_the_console_says_what_a_score_was_drawn_by() -> None:
    staffs = report_of(PASSED)
    assert "practice, seed 0" in render(staffs)
    assert "seed 0" in render(replace(staffs, public_only=True))
    assert "practice" not in render(replace(staffs, public_only=True))
    drawn = render(replace(staffs, seed=None, commitment=SECRET.commitment))
    assert f"commitment {SECRET.commitment[:16]}" in drawn
    assert "seed" not in drawn
    assert "practice" not in drawn


# --- what is refused


def _file(folder: Path, content: str | bytes) -> str:
    path = folder / "secret"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    path.chmod(0o600)
    return str(path)


@pytest.mark.parametrize(
    "content",
    [DIGITS, f"{DIGITS}\n", f"  {DIGITS.upper()}\r\n", b"\xef\xbb\xbf" + DIGITS.encode()],
)
def test_a_file_holds_hexadecimal_digits(content: str | bytes, tmp_path: Path) -> None:
    assert given_secret(_file(tmp_path, content), None) == SECRET


def test_the_environment_gives_the_same_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    assert given_secret(None, None) is None
    assert given_secret(None, 5) is None
    monkeypatch.setenv(VARIABLE, DIGITS)
    assert given_secret(None, None) == SECRET


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "is empty"),
        ("\n", "is empty"),
        (DIGITS[:30], "a secret of 120 bits can be guessed; 128 bits or more are needed"),
        (DIGITS + "7", "an odd number of digits: one was lost"),
        ("correct horse battery staple, and more of it", "is hexadecimal digits and nothing else"),
        (b"\xff\x00" * 20, "is hexadecimal digits and nothing else"),
        ("0" * 31 + "5", "these digits are not random"),
        ("0a" * 5000, "has over 4096 bytes, and is no secret"),
    ],
)
def test_what_is_no_secret_is_refused_in_one_line(
    content: str | bytes, why: str, tmp_path: Path
) -> None:
    file = _file(tmp_path, content)
    with pytest.raises(SecretError) as refused:
        given_secret(file, None)
    text = str(refused.value)
    assert text.startswith(f"{file}: ")
    assert why in text
    assert "\n" not in text
    written = content if isinstance(content, str) else repr(content)
    assert not written.strip() or written not in text


@pytest.mark.parametrize("inline", [DIGITS, "hunter2/hunter2", DIGITS * 200, "a\0b"])
def test_a_secret_on_the_command_line_is_refused_and_not_repeated(inline: str) -> None:
    with pytest.raises(SecretError) as refused:
        given_secret(inline, None)
    assert "It takes the path of a file, never the secret itself" in str(refused.value)
    assert inline not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__, "--debug would show the path that was tried"


def test_a_folder_and_what_may_not_be_read_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SecretError, match="is a folder"):
        given_secret(str(tmp_path), None)

    def denied(*_: object, **__: object) -> None:  # root may read what it is denied
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(SecretError, match=r"secret: cannot be read \(Permission denied\)"):
        given_secret(str(tmp_path / "secret"), None)


def test_two_ways_to_draw_are_one_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = _file(tmp_path, DIGITS)
    with pytest.raises(SecretError, match="--seed and --secret are both given"):
        given_secret(file, 0)
    monkeypatch.setenv(VARIABLE, DIGITS)
    with pytest.raises(SecretError, match="--secret and GRADER_SECRET are both given"):
        given_secret(file, None)
    with pytest.raises(SecretError, match="--grader-seed and GRADER_SECRET are both given"):
        given_secret(None, 3, ("--grader-secret", "--grader-seed"))
    monkeypatch.setenv(VARIABLE, "")
    with pytest.raises(SecretError, match="GRADER_SECRET is empty: unset it"):
        given_secret(None, None)


def test_a_file_that_others_may_read_is_warned_of(tmp_path: Path) -> None:
    file = _file(tmp_path, DIGITS)
    assert exposure(file) is None
    assert exposure(None) is None
    for mode in (0o640, 0o602):
        Path(file).chmod(mode)
        assert exposure(file) == f"{file}: other users may read or change this secret: chmod 600 it"


# --- the command line and pytest

#: what a submission finds of the secret round itself; it is written backwards, so its text has none
LOOKS = """
import ctypes, os, sys

def x1_from_u(x_t, u, t):
    block = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
    texts, number = [*sys.argv, *sys.orig_argv, *map(str, os.environ.items())], 0
    while block[number]:
        texts.append(block[number].decode())
        number += 1
    for name in ("environ", "cmdline"):
        try:
            texts.append(open(f"/proc/self/{name}").read())
        except OSError:
            pass
    found = " ".join(texts)
    raise RuntimeError(f"REACHED {'@BACKWARDS@'[::-1] in found}, student {'student' in found}")
"""


def _run(
    *arguments: str | Path, secret: str | None = None, module: str = "grader"
) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "GRADER_"))}
    if secret is not None:
        environment[VARIABLE] = secret
    return subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_neither_a_worker_nor_a_report_holds_the_secret(tmp_path: Path) -> None:
    work = tmp_path / "recovery.py"
    work.write_text(LOOKS.replace("@BACKWARDS@", DIGITS[::-1]))
    target = tmp_path / "report.json"
    by_file = _run("grade", work, "--secret", _file(tmp_path, DIGITS), "--json", target)
    by_environment = _run("grade", work, "--json", "-", secret=DIGITS)
    assert (by_file.returncode, by_environment.returncode) == (0, 0)
    report = target.read_text()
    assert "RuntimeError: REACHED False, student True" in report
    seconds = re.compile(r'"seconds": [\d.]+')
    assert seconds.sub("", report) == seconds.sub("", by_environment.stdout)
    sha256 = json.loads(report)["submission"]["sha256"]
    told = " ".join((by_file.stdout, by_file.stderr, report, by_environment.stderr))
    assert DIGITS not in told
    assert str(SECRET.seed(sha256)) not in told
    assert SECRET.commitment in report


def test_mistakes_with_a_secret_exit_with_2_in_one_line(tmp_path: Path) -> None:
    work = tmp_path / "recovery.py"
    work.write_text(WRONG)
    for options, environment in (
        (["--secret", DIGITS, "--debug"], None),
        (["--secret", _file(tmp_path, DIGITS[:20])], None),
        (["--seed", "0"], DIGITS),
        ([], DIGITS[:20]),
    ):
        done = _run("grade", work, *options, secret=environment)
        assert done.returncode == 2
        assert done.stdout == ""
        assert done.stderr.splitlines()[-1].startswith("grader: ")
        assert "--debug" in options or len(done.stderr.splitlines()) == 1
        assert DIGITS[:20] not in done.stderr


def test_items_of_pytest_are_drawn_from_the_secret_as_well(tmp_path: Path) -> None:
    work = tmp_path / "recovery.py"
    work.write_text(WRONG)
    log, checks = tmp_path / "junit.xml", ROOT / "assignments" / "02_recovery" / "checks.py"
    common: list[str | Path] = [
        "-p",
        "no:cacheprovider",
        checks,
        "--submission",
        work,
        "--junitxml",
        log,
    ]
    done = _run(*common, module="pytest", secret=DIGITS)
    assert "2 failed, 6 passed" in done.stdout
    assert f'name="commitment" value="{SECRET.commitment}"' in log.read_text()
    assert DIGITS not in log.read_text() + done.stdout + done.stderr
    refused = _run(*common, "--grader-seed=1", module="pytest", secret=DIGITS)
    assert "--grader-seed and GRADER_SECRET are both given" in refused.stdout
    assert "passed" not in refused.stdout
