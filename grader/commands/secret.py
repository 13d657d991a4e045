"""Reads the staff's secret from a file or the environment; a command line is seen by all users."""

from __future__ import annotations

import errno
import os
import string
from pathlib import Path

from grader.errors import SecretError
from grader.judging.secret import Secret
from grader.limits import LEAST_SECRET_BYTES, LEAST_SECRET_DIGITS, MAX_SECRET_FILE_BYTES

#: holds the secret itself, where there is no file
VARIABLE = "GRADER_SECRET"

_HOW = "make one with `openssl rand -hex 32`"


def given_secret(
    file: str | None, seed: int | None, options: tuple[str, str] = ("--secret", "--seed")
) -> Secret | None:
    """Return the secret of `file` or of the environment, or None where cases are drawn by a seed.

    `options` are how the two are called where they are given.

    Raises:
        SecretError: it cannot be read, is none, or something else is given beside it.
    """
    option, beside = options
    inherited = os.environ.get(VARIABLE)
    if file is not None and inherited is not None:
        raise SecretError(f"{option} and {VARIABLE} are both given: leave one of them out")
    if file is None and inherited is None:
        return None
    where = VARIABLE if file is None else option
    if seed is not None:
        raise SecretError(f"{beside} and {where} are both given: cases are drawn by one of them")
    if file is not None:
        return secret_of(file, option)
    if not inherited:
        raise SecretError(f"{VARIABLE} is empty: unset it to grade at the public seed, or {_HOW}")
    return _parsed(inherited, VARIABLE)


def secret_of(file: str, option: str) -> Secret:
    """Return the secret of a file, which `option` gives.

    Raises:
        SecretError: it cannot be read, or is none.
    """
    return _parsed(_read(file, option), file)


def exposure(file: str | None) -> str | None:
    """Return a warning where other users can read the file of the secret."""
    if file is None or os.name != "posix" or not os.path.isfile(file):
        return None
    if os.stat(file).st_mode & 0o077:
        return f"{file}: other users may read or change this secret: chmod 600 it"
    return None


def _read(file: str, option: str) -> str:
    try:
        with Path(file).open("rb") as stream:
            data = stream.read(MAX_SECRET_FILE_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise SecretError(_no_file(option)) from None  # what was given may be the secret itself
    except IsADirectoryError:
        raise SecretError(f"{file}: is a folder; {option} takes the file of a secret") from None
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise SecretError(_no_file(option)) from None
        raise SecretError(f"{file}: cannot be read ({error.strerror})") from None
    if len(data) > MAX_SECRET_FILE_BYTES:
        raise SecretError(f"{file}: has over {MAX_SECRET_FILE_BYTES} bytes, and is no secret")
    return data.decode("utf-8-sig", errors="replace")


def _no_file(option: str) -> str:
    return (
        f"{option}: there is no such file. It takes the path of a file, never the secret itself, "
        "which everyone on this machine could read on a command line"
    )


def _parsed(text: str, where: str) -> Secret:
    """Return the secret that hexadecimal digits write, whatever white space is round them.

    Of digits it is seen whether they are enough; a pass phrase can be long, and guessed.
    """
    digits = text.strip()
    if not digits:
        raise SecretError(f"{where}: is empty: {_HOW}")
    if not set(digits) <= set(string.hexdigits):
        raise SecretError(f"{where}: a secret is hexadecimal digits and nothing else: {_HOW}")
    if len(digits) < 2 * LEAST_SECRET_BYTES:
        raise SecretError(
            f"{where}: a secret of {4 * len(digits)} bits can be guessed; {8 * LEAST_SECRET_BYTES} "
            f"bits or more are needed: {_HOW}"
        )
    if len(digits) % 2:
        raise SecretError(f"{where}: an odd number of digits: one was lost. If it is new, {_HOW}")
    if len(set(digits.lower())) < LEAST_SECRET_DIGITS:
        raise SecretError(f"{where}: these digits are not random, and can be guessed: {_HOW}")
    return Secret(bytes.fromhex(digits))
