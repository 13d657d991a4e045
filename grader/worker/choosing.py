"""The rule by which an assignment's file is chosen among what was handed in.

Of the files that are called NAME.py or NAME.ipynb, once copies' numbers and the prefixes of a
course's web site are undone, or NAME/__init__.py, those count that have an exercise written in
them. Of these, in this order: the one in the folder NN_name, a loose file over one in an archive,
the one nearest to the top, the exact name over a copy's, the newest attempt where dates or numbers
tell, the one with more exercises written, the module over the notebook. If none is called so, the
only file that defines the exercises counts: one of several that has all of them written, and the
module over the notebook of the same name. Where this does not decide, none is graded and all are
named.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from grader.limits import MAX_ASIDE_TOLD
from grader.wire.paths import (
    is_named,
    is_package,
    parts_of,
    read_name,
    shortened,
    stem_of,
    suffix_of,
)
from grader.worker.candidates import (
    Candidate,
    NoFile,
    Wanted,
    candidate,
    container_attempt,
    listed,
    one_series,
    owner,
    rank,
)
from grader.worker.other_names import by_definition, evident, written_elsewhere
from grader.worker.sources import Source

#: as many as this side by side are a class, and not one student's copies
_A_CLASS = 3


@dataclass
class Choice:
    """The chosen file, cut into statements; sentences on those left aside, and what to tell."""

    source: Source
    aside: dict[str, str] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)


def choose(
    files: Mapping[str, bytes], wanted: Wanted, written_by_cells: Collection[str] = ()
) -> Choice:
    """Choose the assignment's file and read it.

    Raises:
        NoFile: there is none, it cannot be read, or the rule does not decide.
    """
    handed_in = [path for path in files if path not in written_by_cells]
    if wanted.any_name and len(handed_in) == 1:
        (path,) = handed_in
        only = candidate(path, files[path], wanted)
        return _chosen(only, [])
    named = [
        candidate(path, files[path], wanted)
        for path in sorted(files)
        if is_named(read_name(path), wanted.module) or is_package(path, wanted.module)
    ]
    _refuse_a_class(named, wanted)
    written = [file for file in named if file.work]
    if not written:
        others = by_definition(files, named, wanted)
        _refuse_a_class(others, wanted)
        untouched = not any(file.touched for file in named)
        if untouched and (meant := evident(others, wanted)) is not None:
            return _chosen(meant, [*named, *others])
        unreadable = [file for file in named if file.problem is not None]
        if unreadable:
            raise NoFile("unreadable", unreadable[0].problem or "")
        if not named:
            raise NoFile("missing", _missing(files, others, wanted))
        written = [file for file in named if file.touched] or named
        if others:
            choice = _decided(written, named, wanted)
            choice.notices.append(
                f"{listed(others)} define functions of these exercises; call the one that counts "
                f"{wanted.module}.py"
            )
            return choice
    choice = _decided(written, named, wanted)
    choice.notices += written_elsewhere(choice.source, files, named, wanted)
    return choice


def written_instead(
    files: Mapping[str, bytes], path: str, module: str, exercises: Collection[str]
) -> str:
    """Return the file of a module that has exercises written in it, if that at `path` has none.

    A stub often lies beside the notebook or the copy in which the work is.
    """
    wanted = Wanted("", module, frozenset(exercises), (), False)
    named = {
        other: candidate(other, files[other], wanted)
        for other in files
        if other == path or is_named(read_name(other), module)
    }
    if named[path].work or not any(file.work for file in named.values()):
        return path
    try:
        return choose(files, wanted).source.path
    except NoFile:
        return path


def _decided(written: list[Candidate], named: list[Candidate], wanted: Wanted) -> Choice:
    """Choose among those with work in them, by the rule that this module states."""

    def place(file: Candidate) -> tuple[bool, int, int]:
        parts = parts_of(file.path)
        archives = sum(bool(suffix_of(part)) for part in parts[:-1])
        return wanted.assignment not in parts[-2:-1], archives, len(parts)

    first = min(map(place, written))
    best = [file for file in written if place(file) == first]
    if len({file.parent for file in best}) > 1:
        best = _newest_container(best)
        if len({file.parent for file in best}) > 1 and len({file.data for file in best}) > 1:
            raise _undecided(best, wanted)
    if any(file.exact for file in best):
        best = [file for file in best if file.exact]
    best.sort(key=lambda file: (file.name.attempt, file.work, suffix_of(file.path) == ".py"))
    rivals = [file for file in best if rank(file) == rank(best[-1])]
    if len({file.data for file in rivals}) > 1:
        raise _undecided(rivals, wanted)
    return _chosen(rivals[0], named)


def _undecided(rivals: Sequence[Candidate], wanted: Wanted) -> NoFile:
    return NoFile(
        "undecided",
        f"more than one {wanted.module}.py was handed in: {listed(rivals)}. None is graded: hand "
        "in one",
    )


def _newest_container(best: list[Candidate]) -> list[Candidate]:
    """Keep those in the folder or archive whose name tells that it came last, if one does."""
    if not one_series(best, container=True):
        return best
    last = max(container_attempt(file) for file in best)
    return [file for file in best if container_attempt(file) == last]


def _chosen(chosen: Candidate, named: Sequence[Candidate]) -> Choice:
    if chosen.source is None:
        raise NoFile("unreadable", chosen.problem or "")
    choice = Choice(chosen.source)
    for file in named:
        if file is chosen or _is_blank_beside(file, chosen):
            continue
        if file.problem is not None:
            choice.aside[file.path] = file.problem
        elif not file.work and chosen.work:
            choice.aside[file.path] = f"{file.path} has none of the exercises written in it"
        elif file.data == chosen.data:
            choice.aside[file.path] = f"{file.path} is the same file once more"
        else:
            choice.aside[file.path] = f"{file.path} does not count beside {chosen.path}"
    for text in list(choice.aside.values())[:MAX_ASIDE_TOLD]:
        choice.notices.append(f"{chosen.path} was graded: {text}" if not choice.notices else text)
    if len(choice.aside) > MAX_ASIDE_TOLD:
        choice.notices.append(f"{len(choice.aside) - MAX_ASIDE_TOLD} more do not count beside it")
    return choice


def _is_blank_beside(file: Candidate, chosen: Candidate) -> bool:
    """Whether it is the handed out module beside the notebook, or the other way round."""
    beside = (file.parent, stem_of(file.path)) == (chosen.parent, stem_of(chosen.path))
    return beside and file.path != chosen.path and file.problem is None and not file.touched


def _refuse_a_class(found: Sequence[Candidate], wanted: Wanted) -> None:
    """Refuse the submissions of several students that lie side by side.

    Raises:
        NoFile: there are several, of which one would be graded in silence.
    """
    # a platform's own folder says whose file it is, whatever the file is called
    owners = {owner(file) for file in found} - {""}
    paths = [parts_of(file.path) for file in found]
    while len(paths) > 1 and min(map(len, paths)) > 1 and len({parts[0] for parts in paths}) == 1:
        paths = [parts[1:] for parts in paths]
    entries = {parts[0] for parts in paths if len(parts) > 1 and parts[0] != wanted.assignment}
    own = any(parts[:-1] in ([], [wanted.assignment]) for parts in paths)  # it comes first anyway
    side_by_side = 0 if own else len(entries)
    if side_by_side and one_series(found, container=True):
        side_by_side = 0  # hw1.zip, hw1 (1).zip: attempts of one student
    if side_by_side >= _A_CLASS or len(owners) > 1:
        count = max(side_by_side, len(owners))
        raise NoFile(
            "several",
            f"this looks like {count} submissions, each with a file for {wanted.module}.py: give "
            "the path of one of them",
        )


def _missing(files: Mapping[str, bytes], others: Sequence[Candidate], wanted: Wanted) -> str:
    """Return the sentence for a file that was not handed in, with what was there instead."""
    text = f"{wanted.module}.py was not handed in"
    if len(others) > 1 and max(file.work for file in others) < len(wanted.exercises):
        return f"{text}; {listed(others)} define functions of it: hand in one file with all of them"
    if others:
        return f"{text}; {listed(others)} define its functions: call one of them {wanted.module}.py"
    stems = {stem_of(path).lower(): path for path in sorted(files, reverse=True)}
    taken = {module.lower() for module in wanted.other_modules}
    near = difflib.get_close_matches(wanted.module, stems, n=1, cutoff=0.6)
    near += [stem for stem in stems if stem.startswith(wanted.module)]
    near = [stem for stem in near if stem not in taken]
    if near:
        path = stems[near[0]]
        return f"{text}; {path} was: rename it to {wanted.module}{suffix_of(path)}"
    unknown = [path for path in sorted(files) if stem_of(path).lower() not in taken]
    if unknown:
        return f"{text}; there was {shortened(unknown)}"
    return text
