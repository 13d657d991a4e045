"""A small assembler for seccomp filters: rules by system call become BPF instructions.

A filter sees a call's number, the machine's word and the six argument words, and nothing behind a
pointer. Every rule below is a block that ends in a return, so no jump is longer than its block.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass

ALLOW = 0x7FFF0000
KILL = 0x80000000  # the whole process, at once
_ERRNO = 0x00050000

_LOAD = 0x20  # A = the word at k of the call's data
_IF_EQUAL = 0x15
_IF_AT_LEAST = 0x35
_AND = 0x54
_RETURN = 0x06

_NUMBER_AT = 0
_MACHINE_AT = 4
_ARGUMENTS_AT = 16

_Instruction = tuple[int, int, int, int]


def errno(number: int) -> int:
    """Return the action that makes a call fail with this error, without running it."""
    return _ERRNO | number


@dataclass(frozen=True)
class OneOf:
    """Argument `index`, as the 32 bits that the kernel reads, is one of `values`."""

    index: int
    values: tuple[int, ...]


@dataclass(frozen=True)
class Bits:
    """The low 32 bits of argument `index`, under `mask`, are `value`."""

    index: int
    mask: int
    value: int


@dataclass(frozen=True)
class Null:
    """Argument `index` is 0 in all its 64 bits: a pointer that points nowhere."""

    index: int


Condition = OneOf | Bits | Null


@dataclass(frozen=True)
class Rule:
    """For a system call number: the `action` where all conditions hold, else `otherwise`."""

    number: int
    action: int
    conditions: tuple[Condition, ...] = ()
    otherwise: int = KILL


def assemble(machine: int, rules: Iterable[Rule], default: int, foreign_from: int | None) -> bytes:
    """Return the filter's instructions; the first rule for a number counts.

    A call by another machine's convention, or numbered from `foreign_from` on, kills.
    """
    program: list[_Instruction] = [
        (_LOAD, 0, 0, _MACHINE_AT),
        (_IF_EQUAL, 1, 0, machine),
        (_RETURN, 0, 0, KILL),
        (_LOAD, 0, 0, _NUMBER_AT),
    ]
    if foreign_from is not None:
        program += [(_IF_AT_LEAST, 0, 1, foreign_from), (_RETURN, 0, 0, KILL)]
    for rule in rules:
        block = _block(rule)
        program += [(_IF_EQUAL, 0, len(block), rule.number), *block]
    program.append((_RETURN, 0, 0, default))
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in program)


def _block(rule: Rule) -> list[_Instruction]:
    if not rule.conditions:
        return [(_RETURN, 0, 0, rule.action)]
    tests: list[list[_Instruction]] = []
    for condition in rule.conditions:
        low = _ARGUMENTS_AT + 8 * condition.index
        if isinstance(condition, Bits):
            tests.append([(_LOAD, 0, 0, low), (_AND, 0, 0, condition.mask)])
            tests.append([(_IF_EQUAL, 0, -1, condition.value)])
        elif isinstance(condition, Null):
            tests.append([(_LOAD, 0, 0, low), (_IF_EQUAL, 0, -1, 0)])
            tests.append([(_LOAD, 0, 0, low + 4), (_IF_EQUAL, 0, -1, 0)])
        else:
            last = len(condition.values) - 1
            tests.append([(_LOAD, 0, 0, low)])
            tests.append(
                [
                    (_IF_EQUAL, last - place, -1 if place == last else 0, value)
                    for place, value in enumerate(condition.values)
                ]
            )
    body = [instruction for test in tests for instruction in test]
    body.append((_RETURN, 0, 0, rule.action))
    body.append((_RETURN, 0, 0, rule.otherwise))
    end = len(body) - 1
    # a jump of -1 stands for "this condition does not hold": to the last instruction
    return [
        (code, true, end - place - 1 if false == -1 else false, value)
        for place, (code, true, false, value) in enumerate(body)
    ]
