"""Where a solution is sabotaged: conditions on its arguments, single and in pairs.

What may hold of an argument is the course's to say, by its name or its kind, in
solutions/course/conditions.py: literals, which are read and never run here.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from grader.audit.corpus.written import course_file
from grader.audit.records import AuditError, Condition

#: the entries of conditions that are about no argument: their code reads `calls`
_CALL = "call"
#: of those that hold of a single call, which has one level of every other factor: no run of cases
#: meets one of them with two levels
_ONE_CALL = "one call"

#: words -> code, both with `{0}`, `{1}` where the names of parameters come
Templates = Mapping[str, str]


@dataclass(frozen=True)
class CourseConditions:
    """What the course's file says; `text` is all of it, for a worker.

    `conditions` maps kinds or names of parameters to factors to templates; two conditions of one
    factor never make a pair. `changes` maps names of parameters to what they are replaced by.
    `errors_allowed` maps exercises to the arguments on which an error is right as well.
    """

    conditions: Mapping[str, Mapping[str, Templates]]
    changes: Mapping[str, Templates]
    errors_allowed: Mapping[str, str]
    text: str


def read_conditions(solutions: Path) -> CourseConditions:
    """Read the course's conditions; this course's where another has none.

    Raises:
        AuditError: the file cannot be read, or one of its literals is missing or no literal.
    """
    path = course_file(solutions, "conditions.py")
    try:
        text = path.read_text(encoding="utf-8")
        literals = {
            target.id: ast.literal_eval(statement.value)
            for statement in ast.parse(text).body
            if isinstance(statement, ast.Assign)
            for target in statement.targets
            if isinstance(target, ast.Name) and not target.id.startswith("_")
        }
        return CourseConditions(
            literals["CONDITIONS"], literals["CHANGES"], literals["ERRORS_ALLOWED"], text
        )
    except (OSError, SyntaxError, ValueError) as error:
        raise AuditError(f"{path}: cannot be read ({error})") from None
    except KeyError as error:
        raise AuditError(f"{path}: there is no {error.args[0]}") from None


def parameters_of(solution: str, exercise: str) -> dict[str, str]:
    """Return the annotations of an exercise's parameters, "" where there is none.

    An alias that the module binds to a callable counts as one.
    """
    tree = ast.parse(solution)
    aliases = {
        target.id: ast.unparse(statement.value)
        for statement in tree.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }
    functions = [
        node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == exercise
    ]
    if not functions:
        raise AuditError(f"the solution defines no function {exercise}")
    found = {}
    for parameter in functions[-1].args.args:
        kind = ast.unparse(parameter.annotation) if parameter.annotation else ""
        found[parameter.arg] = aliases.get(kind, kind)
    return found


def conditions_on(parameters: Mapping[str, str], course: CourseConditions) -> list[Condition]:
    """Return what may hold of a call, in the order of the parameters.

    A factor that names no parameter, as the number of samples, is taken from the first that has
    it.
    """
    found: dict[tuple[str, str], Condition] = {}
    factors: dict[str, tuple[str, ...]] = {}
    for entry, names in _entries(parameters, course.conditions):
        for factor, templates in course.conditions[entry].items():
            whose = _filled(factor, names)
            if factors.setdefault(whose, names) != names:
                continue
            for words, code in templates.items():
                told = _filled(words, names)
                found[whose, told] = Condition(
                    whose,
                    told,
                    _filled(code, names),
                    calls=entry in (_CALL, _ONE_CALL),
                    alone=entry == _ONE_CALL,
                )
    return list(found.values())


def changes_of(parameters: Mapping[str, str], course: CourseConditions) -> list[Condition]:
    """Return what a parameter may be replaced by: the code is that of the new value."""
    return [
        Condition(name, _filled(words, (name,)), _filled(code, (name,)))
        for name in parameters
        for words, code in course.changes.get(name, {}).items()
    ]


def pairs(conditions: Sequence[Condition]) -> list[tuple[Condition, ...]]:
    """Return all pairs of conditions of two factors, in an order that is arbitrary and fixed."""
    paired = [condition for condition in conditions if not condition.alone]
    return mixed([pair for pair in combinations(paired, 2) if pair[0].factor != pair[1].factor])


def mixed(candidates: Sequence[tuple[Condition, ...]]) -> list[tuple[Condition, ...]]:
    """Return candidates in an order that is arbitrary, and the same for the same conditions."""
    return sorted(candidates, key=mixing)


def mixing(several: tuple[Condition, ...]) -> bytes:
    """Return bytes that look random and are the same for the same conditions."""
    return hashlib.sha256("\0".join(condition.words for condition in several).encode()).digest()


def _entries(
    parameters: Mapping[str, str], conditions: Mapping[str, object]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the entries that are about these parameters: by name, else by kind; then by several."""
    for name, kind in parameters.items():
        ending = kind.split(".")[-1]
        entry = name if name in conditions else ending
        if entry in conditions:
            yield entry, (name,)
    for entry in conditions:
        names = tuple(name.strip() for name in entry.split(","))
        if len(names) > 1 and set(names) <= parameters.keys():
            yield entry, names
    for entry in (_CALL, _ONE_CALL):
        if entry in conditions:
            yield entry, ()


def _filled(template: str, names: tuple[str, ...]) -> str:
    for place, name in enumerate(names):
        template = template.replace(f"{{{place}}}", name)
    return template
