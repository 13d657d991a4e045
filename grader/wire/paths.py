"""Which files of what was handed in matter, by their names alone.

The grader asks while it walks a folder, and the worker while it unpacks an archive, so a folder, a
zip and a tar of it are read alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.limits import MAX_FILE_NAME_CHARACTERS, MAX_PATHS_LISTED
from grader.wire.dates import written_out

SOURCES = (".py", ".ipynb")
ARCHIVES = (".zip", ".tar.gz", ".tgz", ".tar")
OTHER_ARCHIVES = (".rar", ".7z", ".gz", ".bz2", ".xz", ".zst")
NOT_READ = "is an archive of a kind that is not read: hand in a .zip"

#: what systems, editors and package managers put beside a student's own files
_SKIPPED_FOLDERS = frozenset(
    ("__MACOSX", "__pycache__", "node_modules", "venv", "site-packages", "dist-packages")
)
#: `lib/python3.12` and `Lib/site-packages`: a virtual environment, whatever its folder is called
_LIBRARY = re.compile(
    r"(?:^|/)lib(?:32|64)?/(?:python\d|pypy\d|site-packages(?:/|$))", re.IGNORECASE
)
ENVIRONMENT_MARK = "pyvenv.cfg"


_NO_TEXT = re.compile("[\udc80-\udcff]")


def as_text(name: str) -> str:
    """Return the name of a file as text, where a system has it in bytes that are not UTF-8.

    An old program that unpacks what Windows packed leaves them in Windows' western letters.
    """

    def letter(found: re.Match[str]) -> str:
        return bytes([ord(found[0]) - 0xDC00]).decode("cp1252", "replace")

    return _NO_TEXT.sub(letter, name)


def parts_of(name: str) -> list[str]:
    """Return the parts of a path, whichever slash it was written with; none leads upwards."""
    return [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]


def is_skipped_folder(name: str) -> bool:
    """Whether a folder of this name never holds a student's own files."""
    return name.startswith(".") or name in _SKIPPED_FOLDERS


def is_litter(path: str) -> bool:
    """Whether a file lies in a skipped folder or a virtual environment, or is hidden."""
    *folders, name = parts_of(path) or [""]
    skipped = any(map(is_skipped_folder, folders)) or name.startswith(".")
    return skipped or _LIBRARY.search("/".join(folders)) is not None


#: what stands beside `assignments/` in the kit itself, and was never handed in
KIT_FOLDERS = ("grader", "solutions", "tests")


def kits(paths: Iterable[str]) -> tuple[str, ...]:
    """Return the kit's own folders, with a slash, where a whole checkout of it is there."""
    mark = "grader/__main__.py"
    roots = [path[: -len(mark)] for path in paths if path.endswith(mark)]
    return tuple(f"{root}{name}/" for root in roots for name in KIT_FOLDERS)


#: what lies beside the stubs in the kit, and was not written by whoever hands it in
KIT_FILE = re.compile(r"(checks|misconceptions\w*|picture)\.py")
_ASSIGNMENT = re.compile(r"\d\d_\w+")


def lies_beside_stubs(path: str) -> bool:
    """Whether a file is called and lies as the kit's own files beside the stubs do."""
    *folders, name = parts_of(path) or [""]
    beside = bool(folders) and _ASSIGNMENT.fullmatch(folders[-1]) is not None
    return beside and KIT_FILE.fullmatch(name) is not None


def environments(paths: Iterable[str]) -> tuple[str, ...]:
    """Return the folders, with a slash, that hold a virtual environment by its mark."""
    found = (path[: -len(ENVIRONMENT_MARK)] for path in paths if path.endswith(ENVIRONMENT_MARK))
    return tuple(folder for folder in found if not folder or folder.endswith("/"))


def suffix_of(name: str) -> str:
    """Return `.py`, `.ipynb`, an archive's suffix, or "" for what is neither.

    A space or a dot behind it is as good as none: Windows takes such a name for the one without.
    """
    lowered = name.lower().rstrip(". ")
    return next((suffix for suffix in (*SOURCES, *ARCHIVES) if lowered.endswith(suffix)), "")


_ADDED = re.compile(r"\.(?:txt|json|download|html?)$", re.IGNORECASE)


def named_as_text(name: str) -> str | None:
    """Return what a file was called before a browser added `.txt` or `.json`, or None."""
    before = _ADDED.sub("", name)
    return before if before != name and suffix_of(before) in SOURCES else None


def stem_of(name: str) -> str:
    """Return a file's name without folders and the suffix that `suffix_of` finds."""
    last = (parts_of(name) or [""])[-1]
    suffix = suffix_of(last)
    if not suffix:
        return last
    return last[: last.lower().rindex(suffix)]


@dataclass(frozen=True)
class Name:
    """What a file's name says once everything is undone that systems add to names.

    `attempt` grows with the attempts of one student, as far as dates and numbers tell; `owner` is
    the student that a course's web site has put before the name.
    """

    core: str
    owner: str = ""
    attempt: tuple[str, int, int] = ("", 0, 0)


#: Canvas: doe_12345_678901_name-1.py, anon_123_456_name.py; `LATE` may stand before the numbers
_CANVAS = re.compile(
    r"(?:LATE_)?(?P<owner>\w+?)(?:_LATE)?_(?P<id>\d+)_(?P<file>\d+)_(?P<rest>.+)", re.I
)
#: Moodle: Jane Doe_12345_assignsubmission_file_name.py, Participant_12345_assignsubmission_file_...
_MOODLE = re.compile(r"(?P<owner>.+?)_(?P<id>\d+)_assignsubmission_\w+?_(?P<rest>[^_].*)")
#: Blackboard: hw1_jdoe_attempt_2026-11-03-12-00-00_name.py
_BLACKBOARD = re.compile(r"(?P<owner>.+?)_attempt_(?P<date>[\d-]{8,})_(?P<rest>.+)")
#: Brightspace: 1234-5678 - Jane Doe - Nov 3, 2026 1200 PM - name.py
_BRIGHTSPACE = re.compile(
    r"\d+-\d+ ?- ?(?P<owner>.+?) ?- ?(?P<when>[A-Z\d][^-]*\d{4}[^-]*?) ?- ?(?P<rest>.+)"
)
#: ILIAS: 20261103120000_name.py
_ILIAS = re.compile(r"(?P<date>20\d{12})_(?P<rest>.+)")
_PREFIXES = (_MOODLE, _BLACKBOARD, _BRIGHTSPACE, _CANVAS, _ILIAS)
_FOLDER_OWNER = re.compile(r"(?P<owner>.+?)_\d+_assignsubmission_\w+|submission_(?P<number>\d+)")

#: what is told of a file that is a source in everything but its name
RENAME = "was not read, since its name goes on after the suffix: rename it to {}"

_COPY_OF = re.compile(r"(?:copy|kopie|copie|copia)(?: ?\((?P<number>\d+)\))? (?:of|von|de) ", re.I)
_DATE = re.compile(
    r"[ _-](?P<date>20\d\d[-_.]?\d\d[-_.]?\d\d"
    r"(?:(?:[T _-]+| at )\d\d[-_.:h]?\d\d(?:[-_.:]?\d\d)?)?)$"
)
#: 15.03.2024: points are for day first, so the order is known
_EUROPEAN = re.compile(r"[ _-](\d\d)\.(\d\d)\.(20\d\d)$")
_COPY = re.compile(
    r"(?:[ _]?- ?|[ _])?cop(?:y|ie)(?:[ _-]?\(?(?P<number>\d+)\)?)?$|[ _]-[ _]kopie$", re.I
)
_NUMBER = re.compile(
    r"[ _]?\((?P<number>\d+)\)$"
    r"|[ _-](?:(?:v|rev|version|attempt|try|draft)[ _-]?)?(?P<plain>\d{1,4})$",
    re.I,
)
_WORD = re.compile(
    r"[ _-](?:final|finished|done|completed?|submission|submitted|solved|new|latest|corrected"
    r"|fixed|updated|revised|solutions?|answers?)$",
    re.I,
)


def read_name(name: str) -> Name:
    """Undo what downloads, editors, systems and a course's web site add to a file's name."""
    stem, owner, date, number, file = stem_of(name[-MAX_FILE_NAME_CHARACTERS:]), "", "", 0, 0
    for prefix in _PREFIXES:
        if match := prefix.fullmatch(stem):
            groups = match.groupdict()
            owner, stem = groups.get("owner") or "", groups["rest"]
            owner += f"_{groups['id']}" if groups.get("id") else ""
            date, file = groups.get("date") or "", int(groups.get("file") or 0)
            date = date or written_out(groups.get("when") or "")
            break
    stem = _EUROPEAN.sub(r" \3-\2-\1", stem)
    while True:
        match = (
            _COPY_OF.match(stem) or _DATE.search(stem) or _COPY.search(stem)
            or _NUMBER.search(stem) or _WORD.search(stem)
        )  # fmt: skip
        if match is None or match.group() == stem:
            break
        stem = stem[match.end() :] if match.start() == 0 else stem[: match.start()]
        groups = match.groupdict()
        date = re.sub(r"\D", "", groups.get("date") or "") or date
        number = max(number, int(groups.get("number") or groups.get("plain") or 0))
    return Name(stem.strip(), owner, (date, number, file))


#: the suffixes of what an editor or browser saved instead of code, where a stub may lie beside it
_SAVED_INSTEAD = re.compile(r"([^./\\]+)(?:\.txt|\.text|\.pyw)?", re.I)


def saved_instead(path: str, module: str) -> str | None:
    """Return what to tell of a file that has a module's name and is none by its suffix, or None."""
    match = _SAVED_INSTEAD.fullmatch((parts_of(path) or [""])[-1])
    if match is None or not is_named(read_name(match[1]), module):
        return None
    return f"was not read: if it is your work, rename it to {module}.py, or to {module}.ipynb"


def owner_of(folders: Sequence[str]) -> str:
    """Return the student or submission that a platform's own folder names, or ""."""
    for folder in folders:
        if match := _FOLDER_OWNER.fullmatch(folder):
            return match["owner"] or folder
    return ""


def is_named(name: Name, module: str) -> bool:
    """Whether a file is the module's, but for capitals and the way its words are joined."""
    return re.sub(r"[ -]", "_", name.core).lower() == module.lower()


def is_package(path: str, module: str) -> bool:
    """Whether a file makes the folder that it lies in a package of the module's name."""
    return parts_of(path)[-2:] == [module, "__init__.py"]


def shortened(names: Sequence[str]) -> str:
    """Return the first names as text, and how many more there are."""
    shown = ", ".join(names[:MAX_PATHS_LISTED])
    rest = len(names) - MAX_PATHS_LISTED
    return f"{shown} and {rest} more" if rest > 0 else shown
