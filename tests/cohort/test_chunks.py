"""How work is cut up, put back, and halved where it ends processes."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest

from grader.cohort import core
from grader.cohort.chunks import Work, chunk_size
from grader.cohort.core import ChunkGrader
from grader.cohort.reading import Handed
from grader.cohort.records import Chunk, Record
from grader.limits import MAX_CHUNK_BYTES, MAX_CHUNK_SUBMISSIONS


def _handed(count: int, size: int = 1) -> list[Handed]:
    return [Handed((("f.py", bytes([number]) * size),), f"{number:064}") for number in range(count)]


def _numbers(chunk: Chunk | None) -> list[int]:
    return [] if chunk is None else [int(handed.sha256) for handed in chunk.handed]


def test_chunks_keep_all_cores_busy_to_the_end() -> None:
    assert chunk_size(100_000, 2) == MAX_CHUNK_SUBMISSIONS
    assert chunk_size(3000, 32) == 11
    assert chunk_size(5, 2) == 1


def test_chunks_are_made_as_they_are_asked_for() -> None:
    read: list[int] = []

    def reading() -> object:
        for number, handed in enumerate(_handed(6)):
            read.append(number)
            yield handed

    work = Work(reading(), 2)  # type: ignore[arg-type]
    assert _numbers(work.take()) == [0, 1]
    assert read == [0, 1]


def test_a_chunk_of_large_files_holds_fewer() -> None:
    work = Work(_handed(4, MAX_CHUNK_BYTES), 4)
    assert _numbers(work.take()) == [0]


def test_what_was_not_begun_is_handed_out_in_parts() -> None:
    work = Work(_handed(5), 5)
    chunk = work.take()
    assert chunk is not None
    work.put_back(chunk, [handed.key for handed in chunk.handed[1:]])
    assert [_numbers(work.take()) for _ in range(3)] == [[1, 2], [3, 4], []]


def test_a_chunk_that_ends_its_process_is_tried_whole_then_halved() -> None:
    """Whatever the place of the one that does it, all others get through."""
    for poison in range(8):
        work = Work(_handed(8), 8)
        graded: list[int] = []
        lost: list[int] = []
        deaths = 0
        while (chunk := work.take()) is not None:
            if poison not in _numbers(chunk):
                graded += _numbers(chunk)
                continue
            deaths += 1
            lost += _numbers(work.died(chunk))
        assert sorted(graded) == [number for number in range(8) if number != poison]
        assert lost == [poison]
        assert deaths == 5  # twice whole, then once a halving


def test_two_that_end_their_process_are_both_found() -> None:
    work = Work(_handed(8), 8)
    lost: list[int] = []
    while (chunk := work.take()) is not None:
        if {1, 6} & {*_numbers(chunk)}:
            lost += _numbers(work.died(chunk))
    assert sorted(lost) == [1, 6]


class _Slow(ChunkGrader):
    """Takes as long over its first submission as nobody has been handed the others."""

    def __init__(self) -> None:
        self._run = SimpleNamespace(raised={}, doubted={})  # type: ignore[assignment]
        self.handed_back = threading.Event()

    def _grade(self, handed: Handed) -> Record:
        assert self.handed_back.wait(60)
        return Record(handed.key, b"")


def test_what_waits_behind_a_slow_submission_is_handed_back_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(core, "SLOW_SECONDS", 0.001)
    grader = _Slow()
    told: list[bytes] = []

    def hand_back(keys: tuple[bytes, ...]) -> None:
        told.extend(keys)
        grader.handed_back.set()

    chunk = _handed(4)
    graded = grader.grade(chunk, hand_back)
    assert [record.key for record in graded.records] == [chunk[0].key]
    assert told == [*graded.rest] == [handed.key for handed in chunk[1:]]
