"""Keeps the folder of an output to one class; a run that was refused leaves nothing in it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from grader.cohort.lock import LOCK, locked
from grader.cohort.people import Entry
from grader.cohort.store import DATABASE, Store
from grader.errors import ClassError, GraderError, OutputError
from grader.wire.paths import is_litter, shortened

#: what cases are drawn by, where no secret is given
SECRET = "secret"  # noqa: S105 - the name of a file
#: what is there before the first result is
_BEGUN = (LOCK, SECRET, DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm")


@contextlib.contextmanager
def output_folder(folder: Path) -> Iterator[None]:
    """Make and hold the folder of an output; a run that is refused leaves it as it was.

    Raises:
        OutputError: it cannot be made or written, or holds files of something else.
        ClassError: another run holds it.
    """
    made = [path for path in (folder, *folder.parents) if not path.exists()]
    had_lock = (folder / LOCK).exists()
    try:
        with locked(folder):
            before = {path.name for path in folder.iterdir()} - ({LOCK} if not had_lock else set())
            try:
                _refuse_others_files(folder, before)
                yield
            except GraderError:
                if DATABASE not in before and not _has_results(folder):
                    for name in set(_BEGUN) - before:  # while no other run can begin here
                        (folder / name).unlink(missing_ok=True)
                raise
    except GraderError:
        for path in made:
            with contextlib.suppress(OSError):  # it is not empty
                path.rmdir()
        raise


def _refuse_others_files(folder: Path, names: Iterable[str]) -> None:
    others = sorted(name for name in names if name not in _BEGUN and not is_litter(name))
    if others and DATABASE not in names:
        raise OutputError(
            f"{folder}: holds other files ({shortened(others)}), which results could overwrite: "
            "give a new or empty folder"
        )


def _has_results(folder: Path) -> bool:
    if not (folder / DATABASE).is_file():
        return False
    with Store(folder, must_exist=True) as store:
        return store.has_results()


def refuse_another_class(store: Store, entries: Iterable[Entry]) -> None:
    """Refuse a class of which nobody is in the one that the store holds.

    More may have handed in since, or fewer be in the folder: then some come again.

    Raises:
        ClassError: nobody comes again.
    """
    held = [entry for entry, _ in store.entries()]
    now = [*entries]
    if held and now and _who(held).isdisjoint(_who(now)):
        raise ClassError(
            f"{store.path.parent}: holds the results of another class, with {held[0].name}, and "
            f"nobody of it is in this one: give another --out, or delete that folder"
        )


def _who(entries: Iterable[Entry]) -> set[str]:
    return {name for entry in entries for name in (entry.name, *(who.id for who in entry.students))}
