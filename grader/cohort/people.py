"""Who handed in what: students as a download or a roster names them, and what is theirs."""

from __future__ import annotations

from dataclasses import astuple, dataclass, replace
from enum import Enum
from pathlib import Path

from grader.wire.paths import as_text

#: why a link is left alone, in words that follow its name
A_LINK = "is a symbolic link, which is not followed"


class System(str, Enum):
    """What a download comes from: it decides what names the results need to go back."""

    GRADESCOPE = "Gradescope"
    CANVAS = "Canvas"
    MOODLE = "Moodle"
    BRIGHTSPACE = "Brightspace"
    BLACKBOARD = "Blackboard"
    GOOGLE = "Google Classroom"
    NBGRADER = "nbgrader"
    PLAIN = "a folder or a file a student"


@dataclass(frozen=True)
class Student:
    """A student; `id` is unique within a download. `sis` and `login` are Canvas's further names.

    `number` is what the system that was downloaded from counts, whatever a course's own list says.
    """

    id: str
    name: str = ""
    number: str = ""
    email: str = ""
    sis: str = ""
    login: str = ""
    section: str = ""
    modified: str = ""  # when Moodle last changed the grade, as its worksheet says

    @property
    def last_and_first(self) -> tuple[str, str]:
        """The name in two parts, split at the comma, else at the last space."""
        if "," in self.name:
            last, _, first = self.name.partition(",")
        else:
            first, _, last = self.name.rpartition(" ")
        return last.strip(), first.strip()


@dataclass(frozen=True)
class Entry:
    """One submission as it lies in a download: a folder or a file, or loose files of one student.

    `name` is unique in the download, `students` are several where a group handed in. `place` is the
    name that a system wants feedback to have. `notes` tell what else of theirs lies there and does
    not count; `problem` says why nothing of it can be read. `when` is as the download tells it.
    """

    name: str
    students: tuple[Student, ...]
    paths: tuple[str, ...]
    system: System = System.PLAIN
    place: str = ""
    when: str = ""
    notes: tuple[str, ...] = ()
    problem: str | None = None

    @property
    def files(self) -> list[Path]:
        return [Path(path) for path in self.paths]

    def as_text(self) -> Entry:
        """Return it with names that are text, all but the paths: those lead to its files."""
        return replace(
            self,
            name=as_text(self.name),
            students=tuple(
                Student(*map(as_text, astuple(student)))  # all of it is text
                for student in self.students
            ),
            place=as_text(self.place),
            notes=tuple(map(as_text, self.notes)),
            problem=None if self.problem is None else as_text(self.problem),
        )
