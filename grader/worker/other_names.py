"""Files of any other name than an assignment's, in which exercises of it are written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from grader.limits import MAX_ASIDE_TOLD, MAX_SEARCHED_FILES
from grader.wire.paths import is_named, lies_beside_stubs, parts_of, shortened, stem_of
from grader.worker.candidates import Candidate, Wanted, candidate, newest, one_series, rank
from grader.worker.sources import Source
from grader.worker.work import defined_in, worked_on

_A_TEST = re.compile(r"^test|_tests?$|^conftest$|^setup$", re.I)


def by_definition(
    files: Mapping[str, bytes], named: Sequence[Candidate], wanted: Wanted
) -> list[Candidate]:
    """Return the files of any other name in which exercises are written."""
    known = {file.path for file in named}
    spellings = [name.encode() for name in wanted.exercises]
    likely = [
        path
        for path in sorted(files, key=lambda path: (len(parts_of(path)), path))
        if path not in known
        and any(spelling in files[path] for spelling in spellings)
        and not lies_beside_stubs(path)
    ]
    # what is called a test is one, unless nothing else has the exercises
    likely.sort(key=lambda path: _A_TEST.search(stem_of(path)) is not None)
    if likely and not _A_TEST.search(stem_of(likely[0])):
        likely = [path for path in likely if not _A_TEST.search(stem_of(path))]
    found = [candidate(path, files[path], wanted) for path in likely[:MAX_SEARCHED_FILES]]
    # a file that is another assignment's counts only if it holds most of these exercises
    half = len(wanted.exercises) / 2
    return [
        file
        for file in found
        if file.source is not None
        # what a star import may bring is no sign that a file of any name is about these exercises
        and (seen := len(worked_on(file.source, wanted.exercises, seen=True)))
        and (seen > half or not _is_other(file, wanted))
    ]


def evident(others: Sequence[Candidate], wanted: Wanted) -> Candidate | None:
    """Return the one of files of any other name that was plainly meant, or None.

    They are one file several times, or attempts at one; a notebook and the module made of it; or
    all but one lack exercises.
    """
    if not others:
        return None
    if len({file.data for file in others}) == 1 or one_series(others):
        return newest(others)
    if len({(file.parent, stem_of(file.path).casefold()) for file in others}) == 1:
        return max(others, key=rank)
    whole = [file for file in others if file.work == len(wanted.exercises)]
    return whole[0] if len(whole) == 1 else None


def _is_other(file: Candidate, wanted: Wanted) -> bool:
    """Whether a file is another assignment's: it is called so, or defines more of its exercises."""
    if any(is_named(file.name, module) for module in wanted.other_modules):
        return True
    if file.source is None:
        return False
    defined = defined_in(file.source)
    return len(defined & wanted.other_exercises) > len(defined & wanted.exercises)


def written_elsewhere(
    source: Source, files: Mapping[str, bytes], named: Sequence[Candidate], wanted: Wanted
) -> list[str]:
    """Tell which file of any other name has exercises that the one that counts lacks."""
    lacking = wanted.exercises - worked_on(source, wanted.exercises)
    if not lacking:
        return []
    text = "".join(source.texts.values())
    told = []
    for file in by_definition(files, named, wanted):
        assert file.source is not None
        found = sorted(lacking & worked_on(file.source, lacking, seen=True))
        if found and stem_of(file.path) not in text:  # what is imported is not lost
            told.append(
                f"{file.path} has {shortened(found)}, and does not count beside {source.path}: "
                "hand in one file with all of them"
            )
    return told[:MAX_ASIDE_TOLD]
