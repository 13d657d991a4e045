"""The kit beside its peers, on the same work in one run: `python -m tests.bench.peers [N]`.

N submissions, 20 by default, of seven functions of assignments 02 and 03, each graded by every
system in turn. Prints a table, what is said of three typical mistakes, and who gives points to
forgeries. `--setup` makes the environments first. The twelve tests of the peers are the same; the
kit has its own checks.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.bench.peers import environments, work
from tests.bench.peers.assertions import TESTS
from tests.bench.peers.gradescope_utils import GradescopeUtils
from tests.bench.peers.measuring import Cost, measured
from tests.bench.peers.nbgrader import NbGrader
from tests.bench.peers.otter import Otter
from tests.bench.peers.peer import Outcome, Peer
from tests.bench.peers.plain_pytest import PlainPytest
from tests.bench.peers.tables import Row, forgeries_table, shown, table

PEERS: tuple[Peer, ...] = (PlainPytest(), GradescopeUtils(), Otter(), NbGrader())


class Bench:
    """One run, in a folder of its own; `cases` is how many a test tries, for fewer."""

    def __init__(self, place: Path, cases: int | None = None) -> None:
        self.place = place
        self.out = {peer.name: environments.missing(peer.name) for peer in PEERS}
        self.peers = [peer for peer in PEERS if self.out[peer.name] is None]
        self.costs: dict[str, list[Cost]] = defaultdict(list)
        home = place / "home"
        home.mkdir()
        self.own = {"HOME": str(home)} | ({"PEER_CASES": str(cases)} if cases else {})
        for peer in self.peers:
            (place / peer.name).mkdir()
            peer.prepare(place / peer.name)

    def grade(self, peer: Peer, submission: Path) -> tuple[Cost, Outcome]:
        """Have one peer grade one submission."""
        course = self.place / peer.name
        folder = self.place / "graded" / peer.name / submission.name
        folder.mkdir(parents=True)
        command = peer.hand_in(course, submission, folder)
        place = course if peer.name == "nbgrader" else folder
        cost = measured(command, place, environments.variables(peer.name) | self.own)
        return cost, peer.outcome(course, folder, cost.exit_code)

    def import_torch(self) -> Cost:
        """Measure what no process that grades torch can do without."""
        folder = self.place / "home"
        python = str(environments.python_of("pytest"))
        command = [python, "-c", "import torch"]
        return measured(command, folder, environments.variables("pytest") | self.own)

    def kit(self, folders: Sequence[Path], *options: str) -> tuple[Cost, list[dict[str, Any]]]:
        """Have the kit grade all, isolated, in one process."""
        command = [sys.executable, "-m", "tests.bench.peers.kit", *options, *map(str, folders)]
        cost = measured(command, self.place / "home", os.environ | _PATH | self.own)
        told = [json.loads(line) for line in cost.printed.splitlines() if line.startswith("{")]
        return cost, told


_PATH = {"PYTHONPATH": str(environments.ROOT)}


def costs(number: int, place: Path) -> None:
    """Measure what each takes for the same submissions, and print what it says of mistakes."""
    bench = Bench(place)
    submissions = [work.build(k, place / "work") for k in range(number)]
    everything = [work.build_solution(place / "work"), *submissions]
    cost, (_, *told) = bench.kit(everything)
    secret_cost, (_, *by_secret) = bench.kit(everything, "--secret")
    said: dict[int, dict[str, str]] = defaultdict(dict)
    scores: dict[str, list[int]] = defaultdict(list)
    for k, submission in enumerate(submissions):
        bench.costs["`import torch` alone"].append(bench.import_torch())
        if k in work.TYPICAL:
            said[k]["this kit"] = told[k]["text"]
        for peer in bench.peers:
            cost_of_peer, outcome = bench.grade(peer, submission)
            bench.costs[peer.name].append(cost_of_peer)
            scores[peer.name].append(len(outcome.passed))
            if k in work.TYPICAL:
                said[k][peer.name] = outcome.shown.get(work.TYPICAL[k], "(nothing)")
            _progress(f"{k + 1} of {number}, {peer.name}: {cost_of_peer}")
    rows = [
        _kit_row("this kit", cost, told),
        _kit_row("this kit, with cases of its own for each", secret_cost, by_secret),
        *(_row(name, measured_costs) for name, measured_costs in bench.costs.items()),
    ]
    print(_heading(number, bench, told[0]["isolation"]))
    print(table(rows, {name: why for name, why in bench.out.items() if why}))
    print(_agreement(scores, told))
    print(shown(said))


def forgeries(place: Path) -> None:
    """Print what each gives to submissions that are wrong and want points all the same."""
    bench = Bench(place, cases=10)  # who is given points does not depend on how many
    folders = {name: work.build_forgery(name, place / "work") for name in work.FORGERIES}
    _, (_, *told) = bench.kit([work.build_solution(place / "work"), *folders.values()])
    print(forgeries_table(_forged(bench, folders, told)))


def _forged(
    bench: Bench, folders: Mapping[str, Path], told: Sequence[Mapping[str, Any]]
) -> dict[str, dict[str, str]]:
    """Return what each gives to each forgery."""
    given: dict[str, dict[str, str]] = {}
    for (name, folder), kit in zip(folders.items(), told, strict=True):
        given[name] = {"this kit": f"{kit['points']:g} of {kit['most']:g}"}
        for peer in bench.peers:
            _, outcome = bench.grade(peer, folder)
            given[name][peer.name] = f"{len(outcome.passed)} of {len(TESTS)}"
            _progress(f"{name}, {peer.name}: {sorted(outcome.passed)}")
    return given


def _row(name: str, costs: Sequence[Cost]) -> Row:
    return Row(
        name,
        [cost.cpu for cost in costs],
        statistics.median(cost.wall for cost in costs),
        max(cost.peak for cost in costs),
    )


def _kit_row(name: str, cost: Cost, told: Sequence[Mapping[str, Any]]) -> Row:
    wall = statistics.median(report["wall"] for report in told)
    return Row(name, [report["cpu"] for report in told], wall, cost.peak)


def _heading(number: int, bench: Bench, isolation: str) -> str:
    versions = [f"{peer.name} {environments.version_of(peer.name)}" for peer in bench.peers]
    ours = [f"{name} {version(name)}" for name in ("torch", "hypothesis")]
    today = datetime.now(UTC).date()
    return f"{today}, {number} submissions; {', '.join([*versions, *ours])}; kit: {isolation}.\n"


def _agreement(scores: Mapping[str, Sequence[int]], told: Sequence[Mapping[str, Any]]) -> str:
    lines = ["\nPassed of 12 tests, by each; and of 7 functions, by this kit:\n"]
    lines += [f"- {name}: {' '.join(map(str, given))}" for name, given in scores.items()]
    lines.append(f"- this kit: {' '.join(str(len(report['right'])) for report in told)}")
    return "\n".join(lines)


def _progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _folder(place: Path) -> Path:
    place.mkdir()
    return place


def main() -> None:
    """Set up, or measure what is set up."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.peers")
    parser.add_argument("number", type=int, nargs="?", default=len(work.SUBMISSIONS))
    parser.add_argument("--setup", action="store_true", help="make the environments of the peers")
    parser.add_argument("--part", choices=("costs", "forgeries"), help="by default both")
    words = parser.parse_args()
    if words.setup:
        environments.set_up()
        return
    place = Path(tempfile.mkdtemp(prefix="bench-peers-"))
    try:
        if words.part != "forgeries":
            costs(min(words.number, len(work.SUBMISSIONS)), _folder(place / "costs"))
        if words.part != "costs":
            forgeries(_folder(place / "forgeries"))
    finally:
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    main()
