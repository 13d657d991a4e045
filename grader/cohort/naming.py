"""Whose a file or folder of a download is, by the name that its system gave it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.cohort.people import Student, System
from grader.limits import KIND_BYTES
from grader.wire.dates import written_out
from grader.wire.paths import is_named, read_name, stem_of, suffix_of

#: {sortable name}[_LATE]_{user id}_{attachment id}_{original}, or [LATE_]anon_{id}_...
CANVAS = re.compile(
    r"(?:LATE_)?(?P<name>\w+?)(?P<late>_LATE)?_(?P<id>\d+)_(?P<file>\d+)_(?P<rest>.+)",
    re.IGNORECASE,
)
#: {Full name}_{id}_assignsubmission_file_[name]
_MOODLE = re.compile(
    r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_(?P<kind>file|onlinetext)_?(?P<rest>.*)"
)
#: the same of a folder, in whose name a student chose nothing but their own
_MOODLE_FOLDER = re.compile(_MOODLE.pattern.replace(".+?", ".+", 1))
#: {user number}-{folder number} - {Full name} - {Nov 3, 2026 902 PM}[ - name]
_BRIGHTSPACE = re.compile(
    r"(?P<id>\d+-\d+) ?- ?(?P<name>.+?) ?- ?(?P<when>[A-Z\d][^-]*\d{4}[^-]*?)(?: ?- ?.+)?"
)
#: {assignment}_{user name}_attempt_{date}[_name], where an assignment's name may have any letters
_BLACKBOARD = re.compile(r"(?P<owner>.+?)_attempt_(?P<date>[\d-]{8,})(?P<rest>_.+|\.txt)")
#: the first line of what Blackboard writes beside an attempt: `Name: Jane Doe (jdoe)`
_NAMED = re.compile(r"[^\s:]+ ?: *(?P<name>[^\n]+?) *\((?P<user>[^()\n]+)\)\s*(?:\n|$)")
_DASH = " - "


@dataclass(frozen=True)
class Owner:
    """Whose something is; `name` is what their submission is called, and unique in a download."""

    system: System
    name: str
    student: Student


#: whose something is, and where in its name begins what the student chose: the sooner the likelier
_Named = tuple[Owner, int]


def beginning_of(path: Path) -> str:
    """Return how a small text of a system's begins, "" where none is.

    In its place may lie whatever a student put there, which must stop no class: a folder, a link to
    a device that never ends, a pipe that nobody writes, a file of gigabytes.
    """
    if path.is_symlink() or not path.is_file():
        return ""
    try:
        with path.open("rb") as stream:
            return stream.read(KIND_BYTES).decode("utf-8-sig", "replace")
    except OSError:  # what cannot be read tells nothing, as if it were not there
        return ""


def is_text_of_blackboard(name: str) -> bool:
    """Whether it is what Blackboard writes about an attempt, which the student did not hand in."""
    match = _BLACKBOARD.fullmatch(name)
    return match is not None and match["rest"] == ".txt"


def attempt_of(path: Path) -> tuple[str, int, int]:
    """Return what grows with the attempts of one student, as far as a name tells."""
    if path.is_dir() and (match := _BRIGHTSPACE.fullmatch(path.name)):
        return written_out(match["when"]), 0, 0
    return read_name(path.name).attempt


def owners(paths: Sequence[Path], modules: Collection[str]) -> dict[Path, Owner]:
    """Return whose each of the folders and files is that lie beside each other."""
    told = _told_by_blackboard(paths)
    people = _before_a_dash(paths, modules)
    stems = Counter(path.name if path.is_dir() else stem_of(path.name) for path in paths)
    possible = {path: dict(_of_systems(path, told)) for path in paths}
    systems = _likeliest(possible.values())
    return {
        path: min(known.items(), key=lambda item: (*systems[item[0]], item[1][1]))[1][0]
        if known
        else _owner(path, people, is_alone=stems[stem_of(path.name)] == 1)
        for path, known in possible.items()
    }


def _likeliest(possible: Collection[Mapping[System, _Named]]) -> dict[System, tuple[int, int]]:
    """Return what sorts the systems: first comes the one of which the download is likeliest.

    A student chooses the last part of a name, and may write there what another system would have.
    So what most names look like counts, then what tells more people apart.
    """
    names = Counter(system for known in possible for system in known)
    people = {(system, owner.name) for known in possible for system, (owner, _) in known.items()}
    apart = Counter(system for system, _ in people)
    return {system: (-count, -apart[system]) for system, count in names.items()}


def _of_systems(path: Path, told: dict[str, Student]) -> Iterator[tuple[System, _Named]]:
    """Yield the systems that may have written a name, with whose it is then."""
    name = path.name
    if match := (_MOODLE_FOLDER if path.is_dir() else _MOODLE).fullmatch(name):
        student = Student(match["id"], match["name"], match["id"], login=match["name"])
        owner = Owner(System.MOODLE, f"{match['name']}_{match['id']}", student)
        yield owner.system, (owner, match.start("rest"))
    if match := _BRIGHTSPACE.fullmatch(name):
        student = Student(match["id"], match["name"])
        owner = Owner(System.BRIGHTSPACE, f"{match['name']}_{match['id']}", student)
        yield owner.system, (owner, match.end("when"))
    if path.is_dir():
        return
    if match := _BLACKBOARD.fullmatch(name):
        student = told.get(match["owner"], Student(match["owner"].rpartition("_")[2]))
        yield (
            System.BLACKBOARD,
            (
                Owner(System.BLACKBOARD, student.id, student),
                match.start("rest"),
            ),
        )
    if match := CANVAS.fullmatch(name):
        student = Student(match["id"], "", match["id"], login=match["name"])
        owner = Owner(System.CANVAS, f"{match['name']}_{match['id']}", student)
        yield owner.system, (owner, match.start("rest"))


def _owner(path: Path, people: Collection[str], is_alone: bool) -> Owner:
    """Return whose a file or folder is that no system of the others has named."""
    name = path.name
    if path.is_dir():
        return Owner(System.PLAIN, name, Student(name))
    if (person := name.partition(_DASH)[0]) in people:
        return Owner(System.GOOGLE, person, Student(person))
    if owner := read_name(name).owner:
        return Owner(System.PLAIN, owner, Student(owner))
    stem = stem_of(name) if is_alone else _stem(name)
    return Owner(System.PLAIN, stem, Student(stem))


def _told_by_blackboard(paths: Sequence[Path]) -> dict[str, Student]:
    """Return who is meant by the names of files, where the text beside them tells it.

    No name alone does: both an assignment and a user may be called with an underscore.
    """
    found = {}
    for path in filter(lambda path: is_text_of_blackboard(path.name), paths):
        match = _BLACKBOARD.fullmatch(path.name)
        assert match is not None
        named = _NAMED.match(beginning_of(path))
        if named and f"_{match['owner']}".endswith(f"_{named['user']}"):
            found[match["owner"]] = Student(named["user"], named["name"], login=named["user"])
    return found


def _before_a_dash(paths: Sequence[Path], modules: Collection[str]) -> set[str]:
    """Return who is named as Google Classroom does it, `Jane Doe - recovery.py`.

    A dash alone tells nothing, as of `recovery - Jane.py`; a file of the assignments behind it
    tells that it is a person's, and then their other files are theirs as well.
    """
    split = [path.name.partition(_DASH) for path in paths if not path.is_dir()]
    return {
        person
        for person, _, rest in split
        if person and any(is_named(read_name(rest), module) for module in modules)
    }


def _stem(name: str) -> str:
    """Return a file's name as a student's, beside others that differ from it by their suffix."""
    suffix = suffix_of(name)
    return name[: -len(suffix)] if suffix in (".py", ".zip") else name
